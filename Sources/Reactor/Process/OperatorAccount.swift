import Glibc
import SystemPackage

/// Who of the machine's users runs the program.
package enum OperatorAccount {
    /// The account that was signed in to, whatever `sudo` or `su` made of it since (proc_pid_loginuid(5)); where the kernel knows
    /// none, the one that the program runs under. Its number, if it has no name.
    package static var name: String {
        let number = login ?? getuid()
        guard let account = unsafe getpwuid(number), let name = unsafe account.pointee.pw_name else {
            return "\(number)"
        }
        return unsafe String(cString: name)
    }

    private static var login: UInt32? {
        let text = try? FileContents.read("/proc/self/loginuid", atMost: 100)
        return text.flatMap { UInt32(String(decoding: $0, as: UTF8.self)) }.flatMap { $0 == .max ? nil : $0 }
    }
}

import Reactor
import SystemPackage

/// What this machine is called, where a person looks at a list of their machines.
enum MachineName {
    private static let maximumLength = 64

    /// The kernel's name of it (`gethostname`).
    static var current: String {
        let bytes = try? PrivateFile("/proc/sys/kernel/hostname", maximumBytes: 1_024).read()
        return name(String(decoding: bytes ?? [], as: UTF8.self))
    }

    /// The text as 1 to 64 printable ASCII characters.
    static func name(_ text: String) -> String {
        let kept = text.utf8.filter { (0x21...0x7e).contains($0) }.prefix(maximumLength)
        return kept.isEmpty ? "unnamed" : String(decoding: kept, as: UTF8.self)
    }
}

import CLinux
import Glibc
package import SystemPackage

/// Puts another program in the place of this one (`execve(2)`), which has its process, its place among jobs and its status.
package struct ProcessReplacement: Sendable {
    private let inherited: InheritedDescriptors

    /// - Parameter inherited: the descriptors that the other program gets beside the first three.
    package init(inherited: InheritedDescriptors) { self.inherited = inherited }

    /// Becomes the other program.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments, the first of which is its name.
    ///   - environment: its variables.
    /// - Throws: why it can't be run; this program goes on then.
    package func execute(
        _ path: String, _ arguments: [String], environment: [String: String]
    ) throws(Errno) -> Never {
        inherited.closeOthersAtExec()
        // Threads of Swift's runtime block signals, and a mask outlives the program.
        var (none, former) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &former)
        let variables = environment.map { "\($0.key)=\($0.value)" }
        var failure = Self.call(path, arguments, variables)
        // As a shell does with a script whose first line names no interpreter.
        if failure.rawValue == ENOEXEC {
            failure = Self.call("/bin/sh", ["sh", path] + arguments.dropFirst(), variables)
        }
        unsafe pthread_sigmask(SIG_SETMASK, &former, nil)
        throw failure
    }

    private static func call(_ path: String, _ arguments: [String], _ variables: [String]) -> Errno {
        let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let entries = unsafe variables.map { unsafe strdup($0) } + [nil]
        let failure = CoreDumps.withFormerLimit {
            _ = unsafe execve(path, words, entries)
            return Errno(rawValue: errno)
        }
        unsafe (words + entries).forEach { unsafe free($0) }
        return failure
    }
}

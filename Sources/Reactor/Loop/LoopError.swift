import Glibc
package import SystemPackage

/// A system call that an event loop can't do without has failed.
package struct LoopError: Error, Sendable, Equatable {
    /// The C function that failed, such as `epoll_create1`.
    package let call: String
    /// The error that it gave.
    package let errno: Errno

    /// - Parameters:
    ///   - call: the C function that failed.
    ///   - errno: the error that it gave; by default the calling thread's `errno`.
    init(call: String, errno: Errno = Errno(rawValue: Glibc.errno)) {
        self.call = call
        self.errno = errno
    }
}

extension LoopError: CustomStringConvertible {
    package var description: String { "\(call) failed: \(errno)" }
}

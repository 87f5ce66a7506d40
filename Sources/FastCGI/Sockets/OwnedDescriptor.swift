import CLinux
import Glibc
import SystemPackage

/// An open file descriptor, closed when this value goes (`close`).
struct OwnedDescriptor: ~Copyable {
    let rawValue: Int32

    /// Takes over a descriptor that nobody else closes.
    init(owning rawValue: Int32) {
        self.rawValue = rawValue
    }

    deinit {
        close(rawValue)
    }

    /// Opens a stream socket of one family, closed on exec (`socket`); nil with `errno` set.
    static func socket(family: Int32) -> OwnedDescriptor? {
        let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        return descriptor < 0 ? nil : OwnedDescriptor(owning: descriptor)
    }
}

extension Errno {
    /// Why the last system call that failed on this thread did so (`errno`).
    static var last: Errno { Errno(rawValue: errno) }
}

/// Sets an `int` option of a socket (`setsockopt`); false with `errno` set.
@discardableResult
func setOption(_ descriptor: Int32, level: Int32, name: Int32, value: Int32) -> Bool {
    var value = value
    return unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
}

/// Reads an `int` option of a socket (`getsockopt`); nil when the descriptor isn't a socket's.
func option(_ descriptor: Int32, level: Int32, name: Int32) -> Int32? {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return unsafe getsockopt(descriptor, level, name, &value, &length) == 0 ? value : nil
}

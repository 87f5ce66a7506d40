internal import CLinux
internal import Glibc

/// An open descriptor, closed when it goes.
struct FileDescriptor: ~Copyable {
    let rawValue: Int32

    init(owning rawValue: Int32) {
        self.rawValue = rawValue
    }

    deinit {
        close(rawValue)
    }

    /// A socket of one family (`socket`), closed on exec.
    static func socket(family: Int32) -> FileDescriptor? {
        let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        return descriptor < 0 ? nil : FileDescriptor(owning: descriptor)
    }
}

/// What the last failed system call of this thread says went wrong (`strerror_r` of `errno`).
func lastErrorReason() -> String {
    errorReason(errno)
}

/// The words for an `errno` value.
func errorReason(_ code: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        unsafe buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress, unsafe strerror_r(code, start, 256) == 0 else {
            return "error \(code)"
        }
        return unsafe String(cString: start)
    }
}

/// Sets an `int` option of a socket (`setsockopt`); true when it took.
@discardableResult
func setOption(_ descriptor: Int32, level: Int32, name: Int32, value: Int32) -> Bool {
    var value = value
    return unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
}

/// Reads an `int` option of a socket (`getsockopt`); nil when it isn't a socket.
func option(_ descriptor: Int32, level: Int32, name: Int32) -> Int32? {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return unsafe getsockopt(descriptor, level, name, &value, &length) == 0 ? value : nil
}

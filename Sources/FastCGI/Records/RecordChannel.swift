import Glibc
import SystemPackage

/// A pair of sockets through which libfcgi, which reads from descriptors only, reads records that we made. What it reads
/// is always there already, and the descriptor doesn't block.
final class RecordChannel {
    private var writeEnd: Int32 = -1
    private var readEnd: Int32 = -1

    init() throws(FastCGIError) {
        guard open() else { throw .system(call: "socketpair", .last) }
    }

    deinit {
        for end in [writeEnd, readEnd] where end >= 0 { close(end) }
    }

    /// Has `records`, which libfcgi must then read to their end, readable on a descriptor. It stays the channel's.
    ///
    /// - Returns: nil when the system has no room.
    func load(_ records: [UInt8]) -> Int32? {
        guard readEnd >= 0 || open() else { return nil }
        let count = unsafe records.withUnsafeBytes { unsafe write(writeEnd, $0.baseAddress, $0.count) }
        return count == records.count ? readEnd : nil
    }

    /// Lets go of both ends, after libfcgi has closed the one that it read from. The next ``load(_:)`` makes new ones.
    func discard() {
        close(writeEnd)
        writeEnd = -1
        readEnd = -1
    }

    private func open() -> Bool {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { return false }
        (writeEnd, readEnd) = (ends[0], ends[1])
        return true
    }
}

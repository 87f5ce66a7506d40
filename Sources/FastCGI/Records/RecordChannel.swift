import CLinux
import Glibc
import SystemPackage

/// A pair of sockets through which libfcgi, which reads from descriptors only, reads records that we made. What it reads
/// is always there already, and the descriptor doesn't block.
///
/// What is sent at once is also read at once (`SOCK_SEQPACKET`). So records that come again, as web servers give all requests
/// the same number, are sent ahead many times by one system call.
final class RecordChannel {
    /// How often records are sent ahead.
    static let copies = 32

    private var writeEnd: Int32 = -1
    private var readEnd: Int32 = -1
    /// The records that were sent last, and how often they are there still.
    private var records: [UInt8] = []
    private var waiting = 0

    init() throws(FastCGIError) {
        guard open() else { throw .system(call: "socketpair", .last) }
    }

    deinit { closeEnds() }

    /// Has `records`, which libfcgi must then read to their end, readable on a descriptor. It stays the channel's.
    ///
    /// - Returns: nil when the system has no room.
    func load(_ records: [UInt8]) -> Int32? {
        let isKnown = records == self.records
        if waiting > 0, !isKnown { closeEnds() }
        guard readEnd >= 0 || open() else { return nil }
        if waiting == 0 {
            self.records = records
            waiting = send(copies: isKnown ? Self.copies : 1)
        }
        guard waiting > 0 else { return nil }
        waiting -= 1
        return readEnd
    }

    /// Lets go of both ends, after libfcgi has closed the one that it read from. The next ``load(_:)`` makes new ones.
    func discard() {
        readEnd = -1
        closeEnds()
    }

    private func closeEnds() {
        for end in [writeEnd, readEnd] where end >= 0 { close(end) }
        (writeEnd, readEnd, waiting) = (-1, -1, 0)
    }

    private func open() -> Bool {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { return false }
        (writeEnd, readEnd) = (ends[0], ends[1])
        return true
    }

    /// Sends the records; how often there was room for them.
    private func send(copies: Int) -> Int {
        let sent = unsafe records.withUnsafeBytes {
            unsafe latchkey_send_copies(writeEnd, $0.baseAddress, $0.count, UInt32(copies))
        }
        return max(0, Int(sent))
    }
}

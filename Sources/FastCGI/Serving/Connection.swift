import CLinux
import Concurrency
import Glibc

/// One connection from the web server and what is known of the request on it. Its descriptor is closed with it.
///
/// It belongs to the thread of its ``ConnectionManager``; hence unchecked.
final class Connection: @unchecked Sendable {
    /// What the service does with the connection when it is ready next.
    enum Activity {
        case receiving
        case sending(Outgoing)
        /// The response is sent; the rest of the refused request is read and dropped. If we closed the connection at
        /// once, the web server could lose the response before it has read it.
        case draining
    }

    /// The rest of a response that is sent as the web server takes it.
    struct Outgoing {
        let writer: ResponseWriter
        var bytes: ArraySlice<UInt8>
    }

    private let socket: OwnedDescriptor
    private let count: ConnectionCount
    /// The size of the kernel's buffer for what is sent, in bytes (`SO_SNDBUF`).
    let sendBufferSize: Int
    var activity = Activity.receiving
    var decoder: RecordDecoder
    /// What has come and isn't a whole record yet.
    private var pending: [UInt8] = []
    var deadline: Instant
    /// Whether the event loop knows the descriptor.
    var isRegistered = false
    /// Whether anything was sent on the connection. The kernel's buffer may still hold it.
    private var hasSent = false
    private var areWritesBound = false

    var descriptor: Int32 { socket.rawValue }
    /// Whether no part of a request has come.
    var isIdle: Bool { decoder.phase == .idle && pending.isEmpty }
    /// Whether something has come that isn't decoded yet.
    var hasPending: Bool { !pending.isEmpty }

    init(
        owning descriptor: Int32, sendBufferSize: Int, limits: Limits, deadline: Instant,
        count: ConnectionCount
    ) {
        socket = OwnedDescriptor(owning: descriptor)
        decoder = RecordDecoder(limits: limits)
        self.deadline = deadline
        self.count = count
        count.value += 1
        self.sendBufferSize = sendBufferSize
    }

    deinit {
        count.value -= 1
    }

    // MARK: Receiving

    /// Decodes bytes that have come, after those that weren't a whole record before.
    func decode(_ received: Span<UInt8>) throws(RecordDecoder.Violation) {
        if pending.isEmpty {
            let read = try decoder.decode(received)
            if read < received.count { pending.append(received.extracting(last: received.count - read)) }
        } else {
            var bytes = pending
            pending = []
            bytes.append(received)
            bytes.removeFirst(try decoder.decode(bytes.span))
            pending = bytes
        }
    }

    /// Has the rest of the request read and dropped.
    func drain() {
        activity = .draining
        pending = []
    }

    /// Starts anew for the next request.
    func reset(limits: Limits) {
        activity = .receiving
        decoder = RecordDecoder(limits: limits)
        hasSent = true
    }

    // MARK: Sending

    /// Bounds how long a write may wait (`SO_SNDTIMEO`). We write only where there is room, of which only the first write
    /// on a connection can be sure; should a write wait after all, this keeps the event loop going.
    func boundWrites() {
        guard !areWritesBound else { return }
        areWritesBound = true
        var wait = timeval(tv_sec: 0, tv_usec: 500_000)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Whether so many bytes can be written without waiting. The kernel counts its own overhead against the buffer, for
    /// small records as much again as they have bytes. So a third of the buffer is room for sure when nothing is queued,
    /// and Linux reports POLLOUT only while at least a third is free.
    func hasRoom(for byteCount: Int) -> Bool {
        guard byteCount * 3 <= sendBufferSize else { return false }
        guard hasSent else { return true }
        boundWrites()
        var query = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&query, 1, 0) == 1 && query.revents == Int16(POLLOUT)
    }

    /// Sends all of `bytes` without waiting (`send`); false when the kernel didn't take them all.
    func sendAtOnce(_ bytes: [UInt8]) -> Bool {
        hasSent = true
        return unsafe bytes.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
                == $0.count
        }
    }
}

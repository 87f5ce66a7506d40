internal import CLinux
internal import Glibc

/// One connection from the web server and what is known of the request on it.
///
/// It belongs to the thread of its ``Service``; hence unchecked.
final class Connection: @unchecked Sendable {
    /// What happens with it when it is ready next.
    enum Activity {
        case receiving
        case sending(Outgoing)
        /// The answer is sent; what still comes of the request is read and dropped, since closing at once could
        /// take the answer from the web server before it has read it.
        case draining
    }

    /// The rest of an answer that is sent as the web server takes it.
    struct Outgoing {
        var bytes: ArraySlice<UInt8>
        let delivery: Delivery
    }

    private let socket: FileDescriptor
    private let count: ConnectionCount
    let sendBufferSize: Int
    var activity = Activity.receiving
    var gate: RequestGate
    /// Received, and not yet a whole record.
    var pending: [UInt8] = []
    var exchange: Exchange?
    var deadline: ContinuousClock.Instant
    /// Whether the epoll instance knows the descriptor.
    var isRegistered = false
    /// Whether anything was sent on it, which may still stand in the kernel's buffer.
    private var hasSent = false
    private var areWritesBound = false

    var descriptor: Int32 { socket.rawValue }
    /// Whether no part of a request has come.
    var isIdle: Bool { gate.phase == .idle && pending.isEmpty }

    init(
        owning descriptor: Int32, sendBufferSize: Int, limits: Limits, deadline: ContinuousClock.Instant,
        count: ConnectionCount
    ) {
        socket = FileDescriptor(owning: descriptor)
        gate = RequestGate(limits: limits)
        self.deadline = deadline
        self.count = count
        count.value += 1
        self.sendBufferSize = sendBufferSize
    }

    /// Sets how long a write may wait (`SO_SNDTIMEO`). Writes are made where there is room, which only what is sent first
    /// on a connection has for sure; should there be none after all, this keeps the loop going.
    func boundWrites() {
        guard !areWritesBound else { return }
        areWritesBound = true
        var wait = timeval(tv_sec: 0, tv_usec: 500_000)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        count.value -= 1
    }

    /// Starts anew for the next request.
    func reset(limits: Limits) {
        activity = .receiving
        gate = RequestGate(limits: limits)
        exchange = nil
        hasSent = true
    }

    /// Whether so many bytes can be written without waiting. The kernel counts its own overhead against the buffer,
    /// up to as much again for small records; a third of it is room for sure where nothing is queued, and Linux says
    /// POLLOUT only while at least a third is free.
    func hasRoom(for byteCount: Int) -> Bool {
        guard byteCount * 3 <= sendBufferSize else { return false }
        guard hasSent else { return true }
        boundWrites()
        var query = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&query, 1, 0) == 1 && query.revents == Int16(POLLOUT)
    }

    /// Sends all or nothing without waiting (`send`); false when that can't be.
    func sendAtOnce(_ bytes: [UInt8]) -> Bool {
        hasSent = true
        return unsafe bytes.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
                == $0.count
        }
    }
}

/// How many connections are open.
final class ConnectionCount {
    var value = 0
}

import Concurrency
import Glibc
import Reactor

/// Serves the connections of one listening socket on an event loop: it accepts them, receives requests, has the handler
/// answer them, and ends what is late. It never waits for one connection, so that an idle or stalled one costs its memory
/// and nothing else.
///
/// All of it belongs to the loop's thread; hence unchecked.
final class ConnectionManager: EventLoop.Watcher, @unchecked Sendable {
    let handler: any Handler
    let limits: Limits
    let refusal: @Sendable (Refusal, Request) -> Response
    let loop: EventLoop
    let channel: RecordChannel
    /// What is received goes here first, whichever connection it is from.
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    /// The requests that the handler is answering, by number.
    var running: [Int: Running] = [:]
    var runningNumber = 0
    /// How many responses are being made or sent.
    var unfinished = 0

    private var listener: ListeningSocket?
    private var listenerDescriptor: Int32
    private var isAccepting = true
    private let openConnections = ConnectionCount()
    /// The size of the kernel's buffer for what is sent on a Unix socket, in bytes; known once one was accepted.
    private var sendBufferSize: Int?
    /// The connections that wait for the web server, by descriptor, until they are ready or late.
    private var waiting: [Int32: Connection] = [:]
    private var stopDeadline: Instant?
    private(set) var ending = Server.Ending.finished
    private var sweepTimer: EventLoop.Timer?

    var isStopping: Bool { stopDeadline != nil }

    struct Running {
        let task: Task<Void, Never>
        let deadline: Instant
    }

    /// The most connections that are accepted before other connections get their turn.
    private static let acceptBatch = 16

    init(
        listener: consuming ListeningSocket, handler: any Handler, limits: Limits,
        refusal: @escaping @Sendable (Refusal, Request) -> Response, loop: EventLoop
    ) throws(FastCGIError) {
        try ResponseWriter.prepareLibrary()
        channel = try RecordChannel()
        listenerDescriptor = listener.rawValue
        self.listener = consume listener
        self.handler = handler
        self.limits = limits
        self.refusal = refusal
        self.loop = loop
        sweepTimer = loop.makeTimer { [unowned self] in sweep() }
        accepting(true)
    }

    /// Accepts no more connections, closes idle ones, lets the requests under way finish, and then stops the loop.
    func stop() {
        guard stopDeadline == nil else { return }
        stopDeadline = .now + limits.stopTimeout
        // The kernel has accepted the connections in its queue already, and a request may have been sent on them.
        if isAccepting { while accept() {} }
        accepting(false)
        listener = nil
        listenerDescriptor = -1
        for connection in takeAll(where: { $0.isIdle }) { end(connection) }
        finishStopping()
    }

    /// Stops the loop when nothing is left to do, or no time is left for it.
    func finishStopping() {
        guard let stopDeadline, unfinished == 0 && waiting.isEmpty || .now >= stopDeadline else { return }
        if unfinished > 0 || !waiting.isEmpty { ending = .abandoned }
        if let sweepTimer { loop.remove(sweepTimer) }
        sweepTimer = nil
        loop.deregister(self)
        loop.stop()
    }

    func handle(_ readiness: EventLoop.Readiness, on descriptor: Int32) {
        if descriptor == listenerDescriptor {
            accept()
        } else if let connection = waiting.removeValue(forKey: descriptor) {
            advance(connection)
        }
        if isStopping { finishStopping() }
    }

    // MARK: Connections

    /// Accepts up to ``acceptBatch`` connections; true when there may be more.
    @discardableResult
    private func accept() -> Bool {
        for _ in 0..<Self.acceptBatch {
            guard openConnections.value < limits.maximumConnections else {
                accepting(false)
                return false
            }
            guard let descriptor = listener?.accept() else {
                // Without descriptors or memory, the loop would report the socket again and again. The next sweep tries anew.
                if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS { accepting(false) }
                return false
            }
            // For Unix sockets it is the system's default; over TCP it depends on the route to the other end.
            let sendBufferSize =
                self.sendBufferSize ?? Int(option(descriptor, level: SOL_SOCKET, name: SO_SNDBUF) ?? 0)
            if listener?.isInternet == false { self.sendBufferSize = sendBufferSize }
            let connection = Connection(
                owning: descriptor, sendBufferSize: sendBufferSize, limits: limits,
                deadline: .now + limits.idleTimeout, count: openConnections)
            receive(on: connection)
        }
        return true
    }

    /// Has the loop report connections on the listening socket, or not. If several processes share the socket, not all of
    /// them are woken by one connection.
    private func accepting(_ accepts: Bool) {
        isAccepting = accepts
        if accepts {
            loop.register(listenerDescriptor, for: [.readable, .exclusive], with: self)
        } else if listenerDescriptor >= 0 {
            loop.deregister(listenerDescriptor)
        }
        setSweep()
    }

    private func advance(_ connection: Connection) {
        switch connection.activity {
        case .receiving: receive(on: connection)
        case .sending(let outgoing): send(outgoing, on: connection)
        case .draining:
            if receiveBytes(on: connection) > 0 { wait(for: connection, until: .readable) }
        }
    }

    /// Leaves a connection until it is ready, which is reported once; false when the kernel can't watch it. Such a
    /// connection is dropped, and so closed.
    @discardableResult
    func wait(for connection: Connection, until interest: EventLoop.Interest) -> Bool {
        let interest = interest == .readable ? [.readable, .closedByPeer, .once] : interest.union(.once)
        let isWatched =
            connection.isRegistered
            ? loop.reregister(connection.descriptor, for: interest, with: self)
            : loop.register(connection.descriptor, for: interest, with: self)
        connection.isRegistered = true
        guard isWatched else { return false }
        waiting[connection.descriptor] = connection
        setSweep()
        return true
    }

    // MARK: Deadlines

    /// How long after one sweep the next comes: often enough for the shortest of the times.
    private var sweepInterval: Duration {
        let shortest = min(
            limits.readTimeout, limits.writeTimeout, limits.idleTimeout, limits.stopTimeout, limits.answerTimeout)
        return max(.milliseconds(20), min(.seconds(1), shortest / 4))
    }

    /// Sets the time of the next sweep if anything can become late.
    func setSweep() {
        guard let sweepTimer, sweepTimer.due == nil else { return }
        if !isAccepting || isStopping || unfinished > 0 || !waiting.isEmpty { sweepTimer.due = .now + sweepInterval }
    }

    /// Ends what is late, and accepts again where that had stopped.
    private func sweep() {
        let now = Instant.now
        for connection in takeAll(where: { $0.deadline <= now }) { end(connection) }
        for request in running.values where request.deadline <= now { request.task.cancel() }
        if !isAccepting, !isStopping { accepting(true) }
        setSweep()
        if isStopping { finishStopping() }
    }

    private func takeAll(where condition: (Connection) -> Bool) -> [Connection] {
        let taken = waiting.values.filter(condition)
        for connection in taken { waiting[connection.descriptor] = nil }
        return taken
    }

    /// Gives up a connection, which is closed as its last reference goes.
    private func end(_ connection: Connection) {
        if case .sending = connection.activity { countDown() }
    }
}

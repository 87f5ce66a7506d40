internal import Glibc
internal import Synchronization

/// Has requests answered and sends the answers; used by the event loop and by the tasks of the requests.
final class Responder: Sendable {
    private let handler: any Handler
    private let limits: Limits
    private let refusal: @Sendable (Refusal) -> Response
    private let waiting: WaitingConnections
    /// Handlers at work.
    private let running = Atomic<Int>(0)
    /// Answers that are being made or sent.
    private let unfinished = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)

    var hasUnfinished: Bool { unfinished.load(ordering: .acquiring) > 0 }

    /// The largest response that is written in one go, in bytes.
    private static let maximumDirectSize = 64 << 10

    init(
        handler: any Handler, limits: Limits, refusal: @escaping @Sendable (Refusal) -> Response,
        waiting: WaitingConnections
    ) {
        self.handler = handler
        self.limits = limits
        self.refusal = refusal
        self.waiting = waiting
    }

    /// Keeps no connection from here on, and rings when an answer is done.
    func stop() {
        isStopping.store(true, ordering: .releasing)
    }

    /// Has a whole request answered by the handler, in a task of its own.
    func respond(to request: Request, over exchange: Exchange, on connection: Connection) {
        guard running.add(1, ordering: .relaxed).newValue <= limits.maximumConcurrentRequests else {
            running.subtract(1, ordering: .relaxed)
            refuse(.tooManyRequests, over: exchange, on: connection, delivery: .whole)
            return
        }
        unfinished.add(1, ordering: .relaxed)
        Task { [self] in
            let response = await handler.respond(to: request)
            running.subtract(1, ordering: .relaxed)
            send(response, over: exchange, on: connection, delivery: .whole)
        }
    }

    /// Answers without the handler.
    func refuse(_ reason: Refusal, over exchange: Exchange, on connection: Connection, delivery: Delivery) {
        unfinished.add(1, ordering: .relaxed)
        send(refusal(reason), over: exchange, on: connection, delivery: delivery)
    }

    /// Sends at once what fits the socket's buffer, so that no thread waits for the web server; leaves the rest to the
    /// event loop.
    private func send(_ response: Response, over exchange: Exchange, on connection: Connection, delivery: Delivery) {
        let isHead = exchange.parameters.contains { $0.name == "REQUEST_METHOD" && $0.value == "HEAD" }
        let head = response.serializedHead(isHead: isHead)
        let body = response.serializedBody(isHead: isHead)
        let size = head.count + body.count
        if size <= Self.maximumDirectSize, connection.hasRoom(for: size) {
            let isSent =
                exchange.write(head[...], to: connection.descriptor)
                && exchange.write(body[...], to: connection.descriptor)
                && exchange.finish(to: connection.descriptor)
            complete(connection, exchange, delivery, isSent: isSent)
        } else {
            connection.exchange = exchange
            connection.activity = .sending(Connection.Outgoing(bytes: (head + body)[...], delivery: delivery))
            connection.deadline = .now + limits.writeTimeout
            waiting.add(connection, until: .writable)
        }
    }

    /// Sends the next part of an answer, now that there is room.
    func send(_ outgoing: Connection.Outgoing, on connection: Connection) {
        guard let exchange = connection.exchange else { return abandon(connection) }
        // What POLLOUT promises is a third of the buffer; with the kernel's overhead, half of that.
        let portion = max(connection.sendBufferSize / 6, 4_096)
        let next = outgoing.bytes.prefix(portion)
        guard exchange.write(next, to: connection.descriptor), exchange.flush() else { return abandon(connection) }
        let rest = outgoing.bytes.dropFirst(next.count)
        if rest.isEmpty {
            let isSent = exchange.finish(to: connection.descriptor)
            complete(connection, exchange, outgoing.delivery, isSent: isSent)
        } else {
            connection.activity = .sending(Connection.Outgoing(bytes: rest, delivery: outgoing.delivery))
            connection.deadline = .now + limits.writeTimeout
            waiting.add(connection, until: .writable)
        }
    }

    /// Gives up an answer that the web server doesn't take.
    func abandon(_ connection: Connection) {
        connection.exchange = nil
        countDown()
    }

    private func complete(_ connection: Connection, _ exchange: Exchange, _ delivery: Delivery, isSent: Bool) {
        switch delivery {
        case .beforeTheEnd where isSent:
            connection.exchange = nil
            shutdown(connection.descriptor, Int32(SHUT_WR))
            connection.activity = .draining
            connection.deadline = .now + limits.readTimeout
            waiting.add(connection, until: .readable)
        case .whole where isSent && exchange.keepsConnection && !isStopping.load(ordering: .acquiring):
            connection.reset(limits: limits)
            connection.deadline = .now + (connection.pending.isEmpty ? limits.idleTimeout : limits.readTimeout)
            // What came of the next request already won't be reported as readable: have it looked at at once.
            waiting.add(connection, until: connection.pending.isEmpty ? .readable : .writable)
        default:
            connection.exchange = nil
        }
        countDown()
    }

    private func countDown() {
        if unfinished.subtract(1, ordering: .acquiringAndReleasing).newValue == 0,
            isStopping.load(ordering: .acquiring)
        {
            waiting.ring()
        }
    }
}

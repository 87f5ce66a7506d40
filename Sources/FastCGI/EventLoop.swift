internal import CFastCGI
internal import Glibc
internal import Synchronization

/// The thread that accepts connections, receives requests, and ends what is late. It waits for events only, never for
/// one connection: an idle or stalled one costs its memory and no thread.
///
/// All but the initializer belongs to the one thread that calls ``run()``; hence unchecked.
final class EventLoop: @unchecked Sendable {
    private let waiting: WaitingConnections
    private let responder: Responder
    private let limits: Limits
    private let feed = RecordFeed()
    private let openConnections = ConnectionCount()
    private var listener: ListeningSocket?
    private var listenerDescriptor: Int32
    private var isAccepting = true
    private var stopDeadline: ContinuousClock.Instant?
    private var nextSweep = ContinuousClock.now
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// How many connections are accepted before the others get their turn.
    private static let acceptBatch = 16

    init(
        listener: consuming ListeningSocket, waiting: WaitingConnections, responder: Responder, limits: Limits
    ) {
        listenerDescriptor = listener.rawValue
        self.listener = consume listener
        self.waiting = waiting
        self.responder = responder
        self.limits = limits
    }

    /// Serves until the bell of ``WaitingConnections`` rings and the requests under way are answered.
    func run() {
        waiting.watch(listener: listenerDescriptor)
        while true {
            waiting.wait(milliseconds: waitMilliseconds) { handle($0) }
            let now = ContinuousClock.now
            if now >= nextSweep {
                sweep(now)
                nextSweep = now + sweepInterval
            }
            guard let stopDeadline else { continue }
            if !responder.hasUnfinished && waiting.isEmpty || now >= stopDeadline { return }
        }
    }

    /// Often enough for the shortest of the times.
    private var sweepInterval: Duration {
        let shortest = min(limits.readTimeout, limits.writeTimeout, limits.idleTimeout, limits.stopTimeout)
        return max(.milliseconds(20), min(.seconds(1), shortest / 4))
    }

    /// Forever while nothing can become late.
    private var waitMilliseconds: Int32 {
        let isQuiet = isAccepting && stopDeadline == nil && !responder.hasUnfinished && waiting.isEmpty
        return isQuiet ? -1 : Int32(sweepInterval / .milliseconds(1))
    }

    private func handle(_ descriptor: Int32) {
        if descriptor == listenerDescriptor {
            accept()
        } else if descriptor == waiting.bellDescriptor {
            waiting.silence()
            if stopDeadline == nil { stop() }
        } else if let connection = waiting.take(descriptor) {
            advance(connection)
        }
    }

    private func accept() {
        for _ in 0..<Self.acceptBatch {
            guard openConnections.value.load(ordering: .relaxed) < limits.maximumConnections else {
                return pauseAccepting()
            }
            guard let descriptor = listener?.accept() else {
                // Out of descriptors: the socket would report again and again.
                if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS { pauseAccepting() }
                return
            }
            let connection = Connection(
                owning: descriptor, limits: limits, deadline: .now + limits.idleTimeout, count: openConnections)
            receive(on: connection)
        }
    }

    private func pauseAccepting() {
        isAccepting = false
        waiting.ignore(listener: listenerDescriptor)
    }

    private func advance(_ connection: Connection) {
        switch connection.activity {
        case .receiving: receive(on: connection)
        case .sending(let outgoing): responder.send(outgoing, on: connection)
        case .draining:
            if receiveBytes(on: connection) > 0 { waiting.add(connection, until: .readable) }
        }
    }

    /// Receives into the buffer without waiting (`recv`): the number of bytes, 0 at the end, -1 with `errno` set.
    private func receiveBytes(on connection: Connection) -> Int {
        unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
    }

    private func receive(on connection: Connection) {
        let wasIdle = connection.isIdle
        let count = receiveBytes(on: connection)
        if count < 0, errno == EAGAIN, connection.pending.isEmpty {
            waiting.add(connection, until: .readable)
            return
        }
        guard count > 0 || (count < 0 && errno == EAGAIN) else { return }
        if wasIdle { connection.deadline = .now + limits.readTimeout }
        do throws(RequestGate.Violation) {
            if connection.pending.isEmpty {
                let received = buffer
                let read = try connection.gate.read(received.span.extracting(0..<max(count, 0)))
                if read < count { connection.pending.append(contentsOf: received[read..<count]) }
            } else {
                if count > 0 { connection.pending.append(contentsOf: buffer[..<count]) }
                let read = try connection.gate.read(connection.pending.span)
                connection.pending.removeFirst(read)
            }
        } catch {
            if !error.reply.isEmpty { _ = connection.sendAtOnce(error.reply) }
            return
        }
        proceed(with: connection)
    }

    /// Does with a request what is due, now that more of it has come.
    private func proceed(with connection: Connection) {
        let replies = connection.gate.takeReplies()
        guard replies.isEmpty || connection.sendAtOnce(replies) else { return }
        if connection.gate.hasTooManyParameters {
            let limit = limits.maximumParameterBytes
            return refuse(.badParameters("The request's parameters are more than \(limit) bytes."), on: connection)
        }
        guard connection.gate.phase == .body || connection.gate.phase == .complete else {
            waiting.add(connection, until: .readable)
            return
        }
        guard let exchange = connection.exchange ?? Exchange(records: connection.gate.takeRecords(), through: feed)
        else { return }
        let length = ContentLength(exchange.parameters.filter { $0.name == "CONTENT_LENGTH" }.map(\.value))
        let tooLarge =
            connection.gate.hasTooLargeBody ? Refusal.bodyTooLarge(limit: limits.maximumBodyBytes) : nil
        if let refusal = length.objection(limit: limits.maximumBodyBytes) ?? tooLarge {
            let delivery = connection.gate.phase == .complete ? Delivery.whole : .beforeTheEnd
            return responder.refuse(refusal, over: exchange, on: connection, delivery: delivery)
        }
        guard connection.gate.phase == .complete else {
            connection.exchange = exchange
            waiting.add(connection, until: .readable)
            return
        }
        finish(exchange, length, on: connection)
    }

    private func finish(_ exchange: Exchange, _ length: ContentLength, on connection: Connection) {
        let count = connection.gate.bodyBytes
        if let refusal = length.objection(toBodyOf: count) {
            return responder.refuse(refusal, over: exchange, on: connection, delivery: .whole)
        }
        let records = connection.gate.takeRecords()
        guard let body = exchange.readBody(count: count, records: records, through: feed) else { return }
        responder.respond(
            to: Request(parameters: exchange.parameters, body: body), over: exchange, on: connection)
    }

    /// Refuses a request whose parameters libfcgi is not to read.
    private func refuse(_ refusal: Refusal, on connection: Connection) {
        let records = Record.emptyRequest(connection.gate.requestID)
        guard let exchange = Exchange(records: records, through: feed) else { return }
        responder.refuse(refusal, over: exchange, on: connection, delivery: .beforeTheEnd)
    }

    /// Closes what is late, and takes up accepting again.
    private func sweep(_ now: ContinuousClock.Instant) {
        for connection in waiting.takeAll(where: { $0.deadline <= now }) { end(connection) }
        if !isAccepting, stopDeadline == nil {
            isAccepting = true
            waiting.watch(listener: listenerDescriptor)
        }
    }

    private func end(_ connection: Connection) {
        if case .sending = connection.activity { responder.abandon(connection) }
    }

    /// Accepts no more, closes what is idle, and lets the rest finish.
    private func stop() {
        stopDeadline = .now + limits.stopTimeout
        responder.stop()
        // Whoever is in the kernel's queue already has been promised an answer.
        if isAccepting { accept() }
        waiting.ignore(listener: listenerDescriptor)
        listener = nil
        listenerDescriptor = -1
        for connection in waiting.takeAll(where: { $0.isIdle }) { end(connection) }
    }
}

internal import CLinux
internal import Glibc
internal import Reactor

extension Service {
    /// Receives into the buffer without waiting (`recv`): the number of bytes, 0 at the end, -1 with `errno` set.
    func receiveBytes(on connection: Connection) -> Int {
        unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
    }

    func receive(on connection: Connection) {
        let wasIdle = connection.isIdle
        let count = receiveBytes(on: connection)
        if count < 0, errno == EAGAIN, connection.pending.isEmpty {
            wait(for: connection, until: .readable)
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
            wait(for: connection, until: .readable)
            return
        }
        guard let exchange = connection.exchange ?? Exchange(records: connection.gate.takeRecords(), through: feed)
        else { return }
        let length = ContentLength(connection.gate.parameters.values(of: "CONTENT_LENGTH"))
        let tooLarge =
            connection.gate.hasTooLargeBody ? Refusal.bodyTooLarge(limit: limits.maximumBodyBytes) : nil
        if let refusal = length.objection(limit: limits.maximumBodyBytes) ?? tooLarge {
            let delivery = connection.gate.phase == .complete ? Delivery.whole : .beforeTheEnd
            return refuse(refusal, over: exchange, on: connection, delivery: delivery)
        }
        guard connection.gate.phase == .complete else {
            connection.exchange = exchange
            wait(for: connection, until: .readable)
            return
        }
        finish(exchange, length, on: connection)
    }

    private func finish(_ exchange: Exchange, _ length: ContentLength, on connection: Connection) {
        let count = connection.gate.bodyBytes
        if let refusal = length.objection(toBodyOf: count) {
            return refuse(refusal, over: exchange, on: connection, delivery: .whole)
        }
        let records = connection.gate.takeRecords()
        guard let body = exchange.readBody(count: count, records: records, through: feed) else { return }
        respond(
            to: Request(parameters: connection.gate.parameters, body: body), over: exchange, on: connection)
    }

    /// Refuses a request whose parameters libfcgi is not to read.
    private func refuse(_ refusal: Refusal, on connection: Connection) {
        let records = Record.emptyRequest(connection.gate.requestID)
        guard let exchange = Exchange(records: records, through: feed) else { return }
        refuse(refusal, over: exchange, on: connection, delivery: .beforeTheEnd)
    }
}

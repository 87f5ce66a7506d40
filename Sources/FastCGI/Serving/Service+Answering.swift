internal import Glibc
internal import Reactor

extension Service {
    /// The largest response that is written in one go, in bytes.
    private static let maximumDirectSize = 64 << 10

    /// Has a whole request answered by the handler, in a task of its own.
    func respond(to request: Request, over exchange: Exchange, on connection: Connection) {
        guard running.count < limits.maximumConcurrentRequests else {
            refuse(.tooManyRequests, over: exchange, on: connection, delivery: .whole)
            return
        }
        unfinished += 1
        runningNumber += 1
        let number = runningNumber
        let task = Task(executorPreference: loop) { [self] in
            let response = await handler.respond(to: request)
            running[number] = nil
            send(response, over: exchange, on: connection, delivery: .whole)
        }
        running[number] = Running(task: task, deadline: .now + limits.answerTimeout)
        setSweep()
    }

    /// Answers without the handler.
    func refuse(_ reason: Refusal, over exchange: Exchange, on connection: Connection, delivery: Delivery) {
        unfinished += 1
        let response = refusal(reason, connection.gate.parameters)
        send(response, over: exchange, on: connection, delivery: delivery)
    }

    /// Sends at once what fits the socket's buffer; leaves the rest until the web server takes more.
    private func send(_ response: Response, over exchange: Exchange, on connection: Connection, delivery: Delivery) {
        let isHead = connection.gate.parameters.values(of: "REQUEST_METHOD").contains("HEAD")
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
            wait(for: connection, until: .writable)
        }
    }

    /// Sends the next part of an answer, now that there is room.
    func send(_ outgoing: Connection.Outgoing, on connection: Connection) {
        guard let exchange = connection.exchange else { return abandon(connection) }
        connection.boundWrites()
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
            wait(for: connection, until: .writable)
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
            wait(for: connection, until: .readable)
        case .whole where isSent && exchange.keepsConnection && !isStopping:
            connection.reset(limits: limits)
            connection.deadline = .now + (connection.pending.isEmpty ? limits.idleTimeout : limits.readTimeout)
            // What came of the next request already won't be reported as readable: have it looked at at once.
            wait(for: connection, until: connection.pending.isEmpty ? .readable : .writable)
        default:
            connection.exchange = nil
        }
        countDown()
    }

    private func countDown() {
        unfinished -= 1
        if isStopping { finishStopping() }
    }
}

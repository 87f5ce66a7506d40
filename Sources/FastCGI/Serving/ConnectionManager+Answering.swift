import Concurrency
import Glibc
import Reactor

extension ConnectionManager {
    /// The largest response that is written in one go, in bytes.
    private static let maximumDirectSize = 64 << 10

    /// Has a whole request answered by the handler, in a task of its own.
    func respond(to request: Request, on connection: Connection) {
        guard running.count < limits.maximumConcurrentRequests else {
            return refuse(.tooManyRequests, request, on: connection)
        }
        unfinished += 1
        runningNumber += 1
        let number = runningNumber
        let isHead = request.isHead
        let task = Task(executorPreference: loop) { [self] in
            let response = await handler.respond(to: request)
            running[number] = nil
            send(response, isHead: isHead, on: connection)
        }
        running[number] = Running(task: task, deadline: .now + limits.answerTimeout)
        setSweep()
    }

    /// Answers a request without the handler.
    func refuse(_ reason: Refusal, _ request: Request, on connection: Connection) {
        unfinished += 1
        send(refusal(reason, request), isHead: request.isHead, on: connection)
    }

    /// Sends a response at once if it fits the socket's buffer, and otherwise as the web server takes it.
    private func send(_ response: Response, isHead: Bool, on connection: Connection) {
        guard let writer = ResponseWriter(requestID: connection.decoder.requestID, through: channel) else {
            return countDown()
        }
        let head = response.serializedHead(isHead: isHead)
        let body = response.serializedBody(isHead: isHead)
        let size = head.count + body.count
        guard size <= Self.maximumDirectSize, connection.hasRoom(for: size) else {
            return leave(Connection.Outgoing(writer: writer, bytes: (head + body)[...]), on: connection)
        }
        let isSent =
            writer.write(head[...], to: connection.descriptor)
            && writer.write(body[...], to: connection.descriptor)
            && writer.finish(to: connection.descriptor)
        complete(connection, isSent: isSent)
    }

    /// Sends the next part of a response, now that there is room.
    func send(_ outgoing: Connection.Outgoing, on connection: Connection) {
        connection.boundWrites()
        // POLLOUT promises a third of the buffer. The kernel's own overhead may take half of that.
        let portion = max(connection.sendBufferSize / 6, 4_096)
        let next = outgoing.bytes.prefix(portion)
        let rest = outgoing.bytes.dropFirst(next.count)
        guard outgoing.writer.write(next, to: connection.descriptor), outgoing.writer.flush() else {
            return complete(connection, isSent: false)
        }
        if rest.isEmpty {
            complete(connection, isSent: outgoing.writer.finish(to: connection.descriptor))
        } else {
            leave(Connection.Outgoing(writer: outgoing.writer, bytes: rest), on: connection)
        }
    }

    /// Leaves the rest of a response until the web server can take more.
    private func leave(_ outgoing: Connection.Outgoing, on connection: Connection) {
        connection.activity = .sending(outgoing)
        connection.deadline = .now + limits.writeTimeout
        if !wait(for: connection, until: .writable) { countDown() }
    }

    /// Does what is due with a connection whose response is sent, or can't be: it is kept for the next request if the web
    /// server asked for that, drained if the request was refused before it was complete, and else closed.
    private func complete(_ connection: Connection, isSent: Bool) {
        let isRequestComplete = connection.decoder.phase == .complete
        if isSent, !isRequestComplete {
            shutdown(connection.descriptor, Int32(SHUT_WR))
            connection.drain()
            connection.deadline = .now + limits.readTimeout
            wait(for: connection, until: .readable)
        } else if isSent, connection.decoder.keepsConnection, !isStopping {
            connection.reset(limits: limits)
            connection.deadline = .now + (connection.hasPending ? limits.readTimeout : limits.idleTimeout)
            // What has come of the next request isn't reported as readable again. A connection is writable at once, and
            // is then looked at.
            wait(for: connection, until: connection.hasPending ? .writable : .readable)
        }
        countDown()
    }

    /// Counts a response as finished, whether it was sent or given up.
    func countDown() {
        unfinished -= 1
        if isStopping { finishStopping() }
    }
}

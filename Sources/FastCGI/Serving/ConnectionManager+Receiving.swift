import CLinux
import Concurrency
import Glibc
import Reactor

extension ConnectionManager {
    /// Receives into the buffer without waiting (`recv`): the number of bytes, 0 at the end, -1 with `errno` set.
    func receiveBytes(on connection: Connection) -> Int {
        unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
    }

    /// Receives and decodes more of a request. A connection that this leaves nowhere is closed, as its last reference goes.
    func receive(on connection: Connection) {
        let wasIdle = connection.isIdle
        let count = receiveBytes(on: connection)
        if count < 0, errno == EAGAIN, !connection.hasPending {
            wait(for: connection, until: .readable)
            return
        }
        guard count > 0 || (count < 0 && errno == EAGAIN) else { return }
        if wasIdle { connection.deadline = .now + limits.readTimeout }
        do throws(RecordDecoder.Violation) {
            let received = buffer
            try connection.decode(received.span.extracting(first: max(count, 0)))
        } catch {
            if !error.reply.isEmpty { _ = connection.sendAtOnce(error.reply) }
            return
        }
        proceed(with: connection)
    }

    /// Does what is due with a request, now that more of it has come.
    private func proceed(with connection: Connection) {
        let replies = connection.decoder.takeReplies()
        guard replies.isEmpty || connection.sendAtOnce(replies) else { return }
        if let refusal = connection.decoder.refusal {
            refuse(refusal, connection.decoder.takeRequest(), on: connection)
        } else if connection.decoder.phase == .complete {
            respond(to: connection.decoder.takeRequest(), on: connection)
        } else {
            wait(for: connection, until: .readable)
        }
    }
}

import HTTP1
import NIOCore

/// A client of a ``LoopbackServer``: one connection, on which one request is answered.
struct LoopbackClient {
    /// Why a request isn't one for the server.
    private struct Refusal: Error {
        var status: Int
        var words: String

        static let host = Refusal(status: 421, words: "This address is for one program alone.")
        static let target = Refusal(status: 400, words: "The request must be for a path.")
        static let method = Refusal(status: 405, words: "Only GET and POST are answered here.")
        static let body = Refusal(status: 400, words: "Only POST has a body.")
        static let tooLarge = Refusal(status: 413, words: "The body is too large.")
    }

    let connection: Connection
    let limits: LoopbackLimits
    /// What `Host` has to be, to the byte. A page whose name was made to lead here (DNS rebinding) sends its own.
    let host: String

    /// The next request. What isn't one for the server is answered, and nil, as is one that doesn't come in time.
    func request() async -> LoopbackRequest? {
        let deadline = connection.close(in: limits.requestTimeout)
        let refusal: Refusal
        do throws(Refusal) {
            let request = try await read()
            deadline.cancel()
            return request
        } catch {
            refusal = error
        }
        deadline.cancel()
        await answer(LoopbackResponse(status: refusal.status, words: refusal.words))
        return nil
    }

    /// Writes the answer, and waits for a moment until the client has left, so that it can read all of it.
    func answer(_ response: LoopbackResponse) async {
        let deadline = connection.close(in: limits.answerTimeout)
        let isTaken = await connection.takes(response.bytes)
        deadline.cancel()
        guard isTaken else { return }
        await connection.finishWriting()
        let end = connection.close(in: limits.lingerTimeout)
        defer { end.cancel() }
        while await connection.read() != nil {}
    }

    /// Reads a request; nil when the connection ends before it does.
    private func read() async throws(Refusal) -> LoopbackRequest? {
        guard let (head, framing) = try await head() else { return nil }
        guard head.fields.values("Host") == [host] else { throw .host }
        guard head.target.utf8.first == UInt8(ascii: "/") else { throw .target }
        guard let method = LoopbackRequest.Method(rawValue: head.method) else { throw .method }
        guard method == .post || framing == .none else { throw .body }
        guard let body = try await body(framing) else { return nil }
        return LoopbackRequest(method, head.target, head.fields, body: body)
    }

    private func head() async throws(Refusal) -> (RequestHead, BodyFraming)? {
        do throws(HTTPViolation) {
            let reader = MessageReader(connection, limits: limits.head)
            guard let head = try await reader.request(begun: {}) else { return nil }
            return (head, try BodyFraming(of: head))
        } catch {
            return try refuse(error)
        }
    }

    private func body(_ framing: BodyFraming) async throws(Refusal) -> [UInt8]? {
        if case .length(let count) = framing, count > limits.bodyBytes { throw .tooLarge }
        var reader = BodyReader(connection, framing)
        var body: [UInt8] = []
        do throws(HTTPViolation) {
            while let piece = try await reader.next() {
                body += piece.readableBytesView
                if body.count > limits.bodyBytes { break }
            }
        } catch {
            return try refuse(error)
        }
        guard body.count <= limits.bodyBytes else { throw .tooLarge }
        return body
    }

    /// A client that left in the middle gets no answer.
    private func refuse<Value>(_ violation: HTTPViolation) throws(Refusal) -> Value? {
        if violation == .truncated { return nil }
        throw Refusal(status: violation.status, words: violation.description)
    }
}

import Formats
import HTTPTypes
import Synchronization
import TestSupport
import TokensTestSupport
import Transport

/// A server of key sets, whose answers a test chooses, behind a transport.
final class KeyServer: Transport {
    enum Answer: Sendable {
        case keys([String])
        case body(String, status: Int = 200, location: String? = nil)
        case fail(TransportError)
        /// Not before the test allows it.
        case hold
    }

    private let state = Mutex((answer: Answer.keys(["a"]), requests: [TransportRequest]()))
    private let isReleased = Mutex(false)

    var requests: [TransportRequest] { state.withLock { $0.requests } }

    func answer(_ answer: Answer) { state.withLock { $0.answer = answer } }

    /// Has requests that are held answered with the keys of these IDs.
    func release(_ ids: [String]) {
        answer(.keys(ids))
        isReleased.withLock { $0 = true }
    }

    /// Has requests that are held fail.
    func release(failingWith error: TransportError) {
        answer(.fail(error))
        isReleased.withLock { $0 = true }
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        var answer = state.withLock { state in
            state.requests.append(request)
            return state.answer
        }
        if case .hold = answer {
            await until { isReleased.withLock { $0 } }
            answer = state.withLock { $0.answer }
        }
        switch answer {
        case .keys(let ids):
            let keys = ids.map { TestSigningKey.es384.jsonWebKey(id: $0) }
            return response((["keys": .array(keys)] as JSONValue).text, 200, nil, request)
        case .body(let body, let status, let location):
            return try bounded(response(body, status, location, request), request)
        case .fail(let error): throw error
        case .hold: throw .cancelled
        }
    }

    private func response(_ body: String, _ status: Int, _ location: String?, _ request: TransportRequest)
        -> TransportResponse
    {
        var head = HTTPResponse(status: .init(code: status))
        if let location { head.headerFields[.location] = location }
        return TransportResponse(head: head, body: Array(body.utf8))
    }

    private func bounded(
        _ response: TransportResponse, _ request: TransportRequest
    ) throws(TransportError) -> TransportResponse {
        guard response.body.count <= request.maximumResponseSize else {
            throw .responseTooLarge(limit: request.maximumResponseSize)
        }
        return response
    }
}

import Curl
import HTTPTypes
import Testing
import Transport

extension CurlTransport {
    /// The error with which sending a request ends; nil, and an issue, when it is answered.
    func failure(of request: TransportRequest) async -> TransportError? {
        do throws(TransportError) {
            let response = try await send(request)
            Issue.record("answered \(response.head.status.code)")
            return nil
        } catch {
            return error
        }
    }
}

extension TransportError {
    var isNotSent: Bool {
        if case .notSent = self { true } else { false }
    }

    var isInterrupted: Bool {
        if case .interrupted = self { true } else { false }
    }
}

import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import Synchronization
import Transport

/// A transport that answers what a test wrote down, and keeps what it was sent.
final class ScriptedTransport: Transport {
    enum Step: Sendable {
        case respond(status: Int, body: String, fields: HTTPFields = [:])
        case fail(TransportError)
        /// As if the network took this long, or as long as the request allows.
        case stall(Duration)

        static func ok(_ body: String) -> Step { .respond(status: 200, body: body) }
    }

    private let steps: Mutex<[Step]>
    private let sent = Mutex<[TransportRequest]>([])
    private let choose: (@Sendable (TransportRequest) -> Step)?

    /// Answers by turns; a request too many fails.
    init(_ steps: [Step]) {
        self.steps = Mutex(steps)
        choose = nil
    }

    /// Answers by what the request is.
    init(_ choose: @escaping @Sendable (TransportRequest) -> Step) {
        steps = Mutex([])
        self.choose = choose
    }

    var requests: [TransportRequest] { sent.withLock { $0 } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        sent.withLock { $0.append(request) }
        let step = choose?(request) ?? steps.withLock { $0.isEmpty ? .fail(.notSent("unexpected")) : $0.removeFirst() }
        switch step {
        case .respond(let status, let body, let fields):
            return TransportResponse(
                head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8))
        case .fail(let error): throw error
        case .stall(let duration):
            let end = Instant.now + duration
            do {
                try await Task.sleep(for: min(end, request.deadline) - .now)
            } catch {
                throw .cancelled
            }
            if end >= request.deadline { throw .deadlineExceeded }
            return TransportResponse(head: HTTPResponse(status: .ok))
        }
    }
}

extension TransportRequest {
    /// The pairs of a form body, decoded.
    var form: [String: String] {
        var pairs: [String: String] = [:]
        for item in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let name = PercentEncoding.decode(parts[0]), parts.count == 2 else { continue }
            pairs[name] = PercentEncoding.decode(parts[1])
        }
        return pairs
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

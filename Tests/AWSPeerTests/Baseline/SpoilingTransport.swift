import AWS
import Formats
import HTTPTypes
import Synchronization
import Transport

/// Spoils one write of many, or the first of each operation.
final class SpoilingTransport: Transport {
    enum Fault: String, CaseIterable, Sendable {
        case notSent
        /// Carried out, but nobody hears of it.
        case lost
        case failure
        case denied
        case throttled
        /// Carried out, and answered by something else than AWS.
        case garbled
    }

    enum Which: Sendable {
        case none
        /// Counted from 1.
        case write(Int)
        case firstOfEach
    }

    private struct State {
        var writes = 0
        var seen: Set<String> = []
        var spoiled = 0
    }

    private let inner: any Transport
    private let fault: Fault
    private let which: Which
    private let state = Mutex(State())

    init(_ inner: any Transport, _ fault: Fault, _ which: Which) {
        (self.inner, self.fault, self.which) = (inner, fault, which)
    }

    /// How many writes there were, and how many of them were spoiled.
    var counts: (writes: Int, spoiled: Int) { state.withLock { ($0.writes, $0.spoiled) } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let target = HTTPField.Name("X-Amz-Target").flatMap { request.head.headerFields[$0] }
        guard isSpoiled(operation(request, target)) else { return try await inner.send(request) }
        switch fault {
        case .notSent: throw .notSent("spoiled")
        case .lost:
            _ = try await inner.send(request)
            throw .interrupted("spoiled")
        case .garbled:
            _ = try await inner.send(request)
            return response(200, "<html/>")
        case .failure: return response(500, "")
        case .denied: return refusal(403, target == nil ? "AccessDenied" : "AccessDeniedException", target)
        case .throttled: return refusal(400, "ThrottlingException", target)
        }
    }

    private func operation(_ request: TransportRequest, _ target: String?) -> String {
        if let target { return String(target.split(separator: ".").last ?? "") }
        let body = String(decoding: request.body, as: UTF8.self)
        return String(body.split(separator: "&").first { $0.hasPrefix("Action=") }?.dropFirst(7) ?? "")
    }

    private func isSpoiled(_ operation: String) -> Bool {
        guard !["Get", "List", "Describe"].contains(where: operation.hasPrefix) else { return false }
        return state.withLock { state in
            state.writes += 1
            let isFirst = state.seen.insert(operation).inserted
            let isSpoiled =
                switch which {
                case .none: false
                case .write(let number): state.writes == number
                case .firstOfEach: isFirst
                }
            state.spoiled += isSpoiled ? 1 : 0
            return isSpoiled
        }
    }

    private func refusal(_ status: Int, _ code: String, _ target: String?) -> TransportResponse {
        response(
            status,
            target == nil
                ? "<ErrorResponse><Error><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>"
                : #"{"__type":"x#\#(code)","message":"m"}"#)
    }

    private func response(_ status: Int, _ body: String) -> TransportResponse {
        TransportResponse(head: HTTPResponse(status: .init(code: status)), body: Array(body.utf8))
    }
}

import Formats
import HTTPTypes
import Synchronization
import TokensTestSupport
import Transport

/// The web server of an issuer of tokens, behind a transport: its discovery document, and its keys.
final class IssuerServer: Transport {
    static let issuer = "https://issuer.example/pool"

    private struct State {
        var keys = TestIssuer().keys
        var error: TransportError?
        var requestCount = 0
    }

    private let state = Mutex(State())

    /// How many requests have come.
    var requestCount: Int { state.withLock { $0.requestCount } }

    /// Has every further request fail, or none for nil.
    func fail(_ error: TransportError?) { state.withLock { $0.error = error } }

    /// Publishes other keys.
    func publish(_ keys: [String: TestSigningKey]) { state.withLock { $0.keys = keys } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let (keys, error) = state.withLock { state in
            state.requestCount += 1
            return (state.keys, state.error)
        }
        if let error { throw error }
        var issuer = TestIssuer()
        issuer.keys = keys
        switch request.head.path {
        case "/pool/.well-known/openid-configuration":
            return Self.response(["issuer": .string(Self.issuer), "jwks_uri": "https://issuer.example/jwks.json"])
        case "/jwks.json": return Self.response(issuer.keySet)
        default: return TransportResponse(head: HTTPResponse(status: .notFound))
        }
    }

    private static func response(_ json: JSONValue) -> TransportResponse {
        TransportResponse(head: HTTPResponse(status: .ok), body: json.bytes)
    }
}

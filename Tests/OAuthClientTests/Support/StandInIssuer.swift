import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import HTTPTypes
import OAuthClient
import Secrets
import Synchronization
import TokensTestSupport
import Transport

/// An issuer made up by a test, which answers what it is told to and keeps what it was sent.
final class StandInIssuer: Transport {
    static let issuer = "https://id.example.com"
    static let client = "0oa123"
    static let now = Date(timeIntervalSince1970: 1_795_600_000)

    private struct State {
        var answers: [String: (Int, String)]
        var forms: [(path: String, form: [String: String])] = []
        var error: TransportError?
    }

    private let state: Mutex<State>

    init(_ metadata: JSONValue = StandInIssuer.metadata) {
        let keys: JSONValue = ["keys": .array([TestSigningKey.rs256.jsonWebKey(id: "k")])]
        state = Mutex(
            State(answers: [
                "/.well-known/openid-configuration": (200, metadata.text),
                "/keys": (200, keys.text),
            ]))
    }

    static let metadata: JSONValue = [
        "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/authorize"),
        "token_endpoint": .string(issuer + "/token"), "jwks_uri": .string(issuer + "/keys"),
        "revocation_endpoint": .string(issuer + "/revoke"),
    ]

    /// The claims of a good ID token.
    static let claims: JSONValue = [
        "iss": .string(issuer), "aud": .string(client), "sub": "alice", "iat": 1_795_600_000, "exp": 1_795_603_600,
        "nonce": .string(secret),
    ]

    /// What each of a request's secrets is, as random bytes are always the same.
    static let secret = Base64URL.encode([UInt8](repeating: 7, count: 32))

    static func token(_ claims: JSONValue = claims, key: TestSigningKey = .rs256, id: String? = "k") -> String {
        let header: JSONValue = ["alg": .string(key.algorithm.rawValue), "typ": "JWT"]
        return TestIssuer().token(
            header: header.with("kid", id.map { .string($0) }), claims: claims, signedWith: key)
    }

    /// What the token endpoint answers to a code.
    static func answer(_ idToken: String?) -> JSONValue {
        JSONValue(present: [
            "access_token": "a1", "token_type": "Bearer", "expires_in": 3_600, "refresh_token": "r1",
            "id_token": idToken.map { .string($0) },
        ])
    }

    func answer(_ path: String, _ text: String) { answer(path, 200, text) }

    func answer(_ path: String, _ status: Int, _ text: String) {
        state.withLock { $0.answers[path] = (status, text) }
    }

    func fail(_ error: TransportError?) { state.withLock { $0.error = error } }

    /// What was posted to a path.
    func forms(_ path: String) -> [[String: String]] {
        state.withLock { $0.forms.filter { $0.path == path }.map(\.form) }
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let path = request.head.path ?? ""
        let (answer, error) = state.withLock { state in
            if request.head.method == .post { state.forms.append((path, Self.form(request.body))) }
            return (state.answers[path] ?? (404, ""), state.error)
        }
        if let error { throw error }
        return TransportResponse(head: HTTPResponse(status: .init(code: answer.0)), body: Array(answer.1.utf8))
    }

    private static func form(_ body: [UInt8]) -> [String: String] {
        var form: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1).map { PercentEncoding.decode($0) ?? "" }
            form[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
        return form
    }

    static let settings = SignInSettings(
        name: "id", kind: .provider, issuer: issuer, clientID: client, scopes: ["openid", "email"])

    /// A client of this issuer, whose waits are noted and over at once.
    func client(
        _ settings: SignInSettings = StandInIssuer.settings,
        sleep: @escaping @Sendable (Duration) async -> Void = { _ in }
    ) -> OAuthClient {
        OAuthClient(
            settings, transport: self, timekeeper: Timekeeper(now: { Self.now }, sleep: sleep),
            random: { [UInt8](repeating: 7, count: $0) })
    }
}

/// A sign-in that has been begun.
struct BegunSignIn {
    let client: OAuthClient
    let metadata: ServerMetadata
    let request: AuthorizationRequest

    init(at issuer: StandInIssuer, _ settings: SignInSettings = StandInIssuer.settings, machine: String? = nil)
        async throws
    {
        client = issuer.client(settings)
        metadata = try await client.metadata()
        request = try client.request(at: metadata, redirect: "http://127.0.0.1:4000/callback", machine: machine)
    }

    func answer(_ text: String) throws(AnswerFault) -> AuthorizationAnswer {
        try request.answer(AnswerParameters(text))
    }

    func tokens(for code: String = "c1") async throws(OAuthError) -> TokenSet {
        try await client.tokens(for: .code(Secret(code)), to: request, at: metadata)
    }
}

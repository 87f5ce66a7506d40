import Formats
import OAuthClient
import Testing
import TokensTestSupport
import Transport

struct ServerMetadataTests {
    private func read(_ json: JSONValue) throws(OAuthError) -> ServerMetadata {
        try ServerMetadata(json: json.bytes, issuer: StandInIssuer.issuer)
    }

    @Test func `endpoints are read, and those that are missing are nil`() throws {
        let metadata = try read(StandInIssuer.metadata.with("authorization_response_iss_parameter_supported", true))
        #expect(metadata.tokenEndpoint?.text == "https://id.example.com/token")
        #expect(metadata.deviceEndpoint == nil && metadata.namesIssuerInAnswers && !metadata.postsAnswers)
    }

    private static let refused: [(String, JSONValue?, OAuthError)] = [
        ("issuer", nil, OAuthError.malformed(.metadata)), ("issuer", 1, .malformed(.metadata)),
        ("issuer", "https://evil.example.com", .otherIssuer), ("issuer", "https://id.example.com/", .otherIssuer),
        ("issuer", "https://ID.example.com", .otherIssuer),
        ("token_endpoint", "http://id.example.com/token", .malformed(.metadata)),
        ("token_endpoint", "https://user@id.example.com/token", .malformed(.metadata)),
        ("token_endpoint", "https://id.example.com/token#x", .malformed(.metadata)),
        ("token_endpoint", "https://id.example.com/a b", .malformed(.metadata)),
        ("token_endpoint", "https://id.example.com\\@evil.example.com/", .malformed(.metadata)),
        ("token_endpoint", "//id.example.com/token", .malformed(.metadata)),
        ("token_endpoint", "/token", .malformed(.metadata)), ("token_endpoint", ["x"], .malformed(.metadata)),
        ("authorization_endpoint", "javascript:alert(1)", .malformed(.metadata)),
        ("authorization_endpoint", "file:///etc/passwd", .malformed(.metadata)),
        ("authorization_endpoint", "https://", .malformed(.metadata)),
        ("jwks_uri", "http://127.0.0.1.evil.example.com/keys", .malformed(.metadata)),
        ("revocation_endpoint", "ftp://id.example.com/", .malformed(.metadata)),
        ("device_authorization_endpoint", "https://id.example.com:99999/", .malformed(.metadata)),
    ]

    @Test(arguments: refused)
    func `metadata of another issuer, or that leads elsewhere, is refused`(
        _ name: String, _ value: JSONValue?, _ error: OAuthError
    ) {
        #expect(throws: error) { try read(StandInIssuer.metadata.with(name, value)) }
    }

    @Test(arguments: ["", "[]", "nonsense", #"{"issuer":"https://id.example.com","issuer":"https://id.example.com"}"#])
    func `what isn't an object of single members is refused`(_ text: String) {
        #expect(throws: OAuthError.malformed(.metadata)) {
            try ServerMetadata(json: Array(text.utf8), issuer: StandInIssuer.issuer)
        }
    }

    @Test(arguments: ["http://127.0.0.1:4000/token?a=b", "http://localhost/token", "https://id.example.com?policy=x"])
    func `an endpoint may be on this machine, and have a query`(_ text: String) throws {
        #expect(try read(StandInIssuer.metadata.with("token_endpoint", .string(text))).tokenEndpoint?.text == text)
    }

    @Test func `metadata that can't be read signs nobody in`() async {
        let issuer = StandInIssuer()
        issuer.answer("/.well-known/openid-configuration", 302, "")
        await #expect(throws: OAuthError.status(302, of: "id.example.com")) { try await issuer.client().metadata() }
        issuer.fail(.deadlineExceeded)
        await #expect(throws: OAuthError.transport(.deadlineExceeded, of: "id.example.com")) {
            try await issuer.client().metadata()
        }
    }
}

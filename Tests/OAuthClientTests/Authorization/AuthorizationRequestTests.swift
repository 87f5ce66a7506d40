import Formats
import OAuthClient
import Secrets
import Testing
import TokensTestSupport

struct AuthorizationRequestTests {
    private static let state = StandInIssuer.secret
    private static let naming = StandInIssuer.metadata.with("authorization_response_iss_parameter_supported", true)

    /// Answers that don't count, at an issuer that names itself in them and at one that doesn't.
    private static let refused: [(String, JSONValue, AnswerFault)] = [
        ("", StandInIssuer.metadata, AnswerFault.wrongState), ("code=c", StandInIssuer.metadata, .wrongState),
        ("code=c&state=", StandInIssuer.metadata, .wrongState),
        ("code=c&state=another", StandInIssuer.metadata, .wrongState),
        ("code=c&state=\(state)A", StandInIssuer.metadata, .wrongState),
        ("code=c&state=\(state.dropLast())", StandInIssuer.metadata, .wrongState),
        ("error=access_denied", StandInIssuer.metadata, .wrongState),
        ("error=access_denied&state=another", StandInIssuer.metadata, .wrongState),
        ("code=c&state=\(state)&state=\(state)", StandInIssuer.metadata, .repeated),
        ("code=c&code=d&state=\(state)", StandInIssuer.metadata, .repeated),
        ("code=c&state=another&%73tate=\(state)", StandInIssuer.metadata, .repeated),
        ("state=\(state)", StandInIssuer.metadata, .incomplete),
        ("code=&state=\(state)", StandInIssuer.metadata, .incomplete),
        ("id_token=x&state=\(state)", StandInIssuer.metadata, .incomplete),
        ("code=%&state=\(state)", StandInIssuer.metadata, .malformed),
        ("code=%ff&state=\(state)", StandInIssuer.metadata, .malformed),
        ("code=\(String(repeating: "x", count: 33_000))&state=\(state)", StandInIssuer.metadata, .malformed),
        (
            "state=\(state)&" + (0..<65).map { "a\($0)=b" }.joined(separator: "&"), StandInIssuer.metadata,
            .malformed
        ),
        ("code=c&state=\(state)", naming, .wrongIssuer),
        ("code=c&state=\(state)&iss=https%3A%2F%2Fevil.example.com", naming, .wrongIssuer),
        ("code=c&state=\(state)&iss=https%3A%2F%2Fid.example.com%2F", naming, .wrongIssuer),
        ("error=access_denied&state=\(state)", naming, .wrongIssuer),
        ("code=c&state=\(state)&iss=https%3A%2F%2Fevil.example.com", StandInIssuer.metadata, .wrongIssuer),
    ]

    @Test(arguments: refused)
    func `an answer to another request, or of another issuer, doesn't count`(
        _ text: String, _ metadata: JSONValue, _ fault: AnswerFault
    ) async throws {
        let begun = try await BegunSignIn(at: StandInIssuer(metadata))
        #expect(throws: fault) { try begun.answer(text) }
    }

    @Test func `the answer to it counts, and so does an error`() async throws {
        let begun = try await BegunSignIn(at: StandInIssuer(Self.naming))
        let end = "&state=\(Self.state)&iss=https%3A%2F%2Fid.example.com"
        #expect(try begun.answer("code=c%2B1&session_state=x" + end) == .code(Secret("c+1")))
        #expect(
            try begun.answer("error=access_denied&error_description=not+now" + end)
                == .error("access_denied", words: "not now"))
    }

    @Test func `what is pasted is the whole address, its query or the code`() async throws {
        let begun = try await BegunSignIn(at: StandInIssuer())
        let query = "code=c1&state=\(Self.state)"
        for text in ["http://127.0.0.1:4000/callback?\(query)", "?\(query)", query, " \(query)\n", "c1", "\tc1 "] {
            #expect(try begun.request.answer(pasted: text) == .code(Secret("c1")))
        }
        for text in ["", "  ", "http://127.0.0.1:4000/callback", "two words", "c1\u{7}", "é"] {
            #expect(throws: AnswerFault.malformed) { try begun.request.answer(pasted: text) }
        }
        #expect(throws: AnswerFault.wrongState) {
            try begun.request.answer(pasted: "http://127.0.0.1:4000/callback?code=c1&state=x")
        }
    }

    @Test func `what the configuration adds can't take the place of what keeps it safe`() async throws {
        var settings = StandInIssuer.settings
        settings.parameters = [
            "prompt": "login", "state": "x", "code_challenge_method": "plain", "nonce": "y", "a b": "&",
        ]
        let url = try await BegunSignIn(at: StandInIssuer(), settings).request.url
        #expect(
            url.hasPrefix(
                "https://id.example.com/authorize?client_id=0oa123&redirect_uri=http%3A%2F%2F127.0.0.1%3A4000%2Fcallback"
            ))
        #expect(url.hasSuffix("&nonce=\(StandInIssuer.secret)&a%20b=%26&prompt=login"))
        #expect(url.contains("&state=\(Self.state)&scope=openid%20email&response_type=code&code_challenge="))
        #expect(!url.contains("plain") && !url.contains("state=x") && !url.contains("nonce=y"))
    }

    @Test func `the implicit flow asks for a form where the server posts one`() async throws {
        var settings = StandInIssuer.settings
        settings.flow = .implicit
        let url = try await BegunSignIn(at: StandInIssuer(), settings).request.url
        #expect(url.contains("response_type=id_token&nonce=") && !url.contains("code_challenge"))
        let metadata = StandInIssuer.metadata.with("response_modes_supported", ["query", "form_post"])
        let other = try await BegunSignIn(at: StandInIssuer(metadata), settings)
        #expect(other.request.url.contains("response_type=id_token&response_mode=form_post&nonce="))
        #expect(try other.answer("id_token=x&state=\(Self.state)") == .idToken(Secret("x")))
        #expect(throws: AnswerFault.incomplete) { try other.answer("code=x&state=\(Self.state)") }
    }

    @Test func `a server without S256 or an authorization endpoint is refused`() async throws {
        let plain = StandInIssuer(StandInIssuer.metadata.with("code_challenge_methods_supported", ["plain"]))
        await #expect(throws: OAuthError.self) { try await BegunSignIn(at: plain) }
        let none = StandInIssuer(StandInIssuer.metadata.with("authorization_endpoint", nil))
        await #expect(throws: OAuthError.self) { try await BegunSignIn(at: none) }
    }
}

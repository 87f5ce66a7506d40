import Loopback
import OAuthClient
import Testing
import Tokens
import Transport

@testable import latchkey

struct CommandErrorOAuthTests {
    private static let errors: [(OAuthError, Latchkey.Status, String)] = [
        (
            OAuthError.transport(.notSent("no route"), of: "id.example.com"), .unavailable,
            "id.example.com can't be reached"
        ),
        (.transport(.cancelled, of: "id.example.com"), .tryAgain, "broken off"),
        (.status(404, of: "id.example.com"), .badAnswer, "look whether the address of the sign-in okta is right"),
        (.status(503, of: "id.example.com"), .unavailable, "try again later"),
        (.status(429, of: "x"), .tryAgain, "later"),
        (.malformed(.metadata), .badAnswer, "doesn't say how to sign in"), (.malformed(.tokens), .badAnswer, "tokens"),
        (.otherIssuer, .configuration, "exactly as the provider does"),
        (.unsupported(.codeChallenge), .configuration, "S256"),
        (.unsupported(.endpoint("token_endpoint")), .configuration, "token_endpoint"),
        (.refused("access_denied", words: "no"), .noPermission, "didn't let you in: access_denied: no"),
        (.refused("invalid_client", words: nil), .configuration, "invalid_client"),
        (.refused("invalid_grant", words: nil), .noPermission, "sign in again"),
        (.refused("server_error", words: nil), .tryAgain, "at the moment"),
        (.token(.expired), .badAnswer, "clock"), (.token(.notYetValid), .badAnswer, "clock"),
        (.token(.wrongSignature), .badAnswer, "can't be believed"), (.idToken(.missing), .configuration, "openid"),
        (.idToken(.wrongNonce), .badAnswer, "wasn't made for this sign-in"),
        (.listener(.taken(port: 8_400)), .unavailable, "8400"), (.tooLate, .tryAgain, "--remote"),
        (.noTerminal, .configuration, "terminal"), (.answer(.wrongState), .noPermission, "another sign-in"),
    ]

    @Test(arguments: errors)
    func `an error tells what to do`(_ error: OAuthError, _ status: Latchkey.Status, _ words: String) {
        let told = CommandError(error, at: SignInBench.provider)
        #expect(told.status == status && told.description.contains(words), "\(told)")
    }

    @Test func `a server's words do nothing to the terminal`() {
        let error = OAuthError.refused("access_denied", words: "\u{1b}[2Jhello\nworld")
        #expect(CommandError(error, at: SignInBench.provider).description.hasSuffix("access_denied: [2Jhello world"))
    }
}

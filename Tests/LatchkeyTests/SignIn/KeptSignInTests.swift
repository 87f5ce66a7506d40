import FoundationEssentials
import OAuthClient
import Secrets
import Testing

@testable import latchkey

struct KeptSignInTests {
    @Test func `what is kept is read as it was, for its own server and client alone`() throws {
        var tokens = TokenSet()
        tokens.accessToken = Secret("a1")
        tokens.accessTokenEnd = ToolBench.now + 900
        tokens.refreshToken = Secret("r1")
        tokens.username = "alice"
        var kept = KeptSignIn(tokens, of: SignInBench.portal, at: ToolBench.now)
        kept.keys = Array(#"{"keys":[]}"#.utf8)
        #expect(KeptSignIn(kept.bytes, of: SignInBench.portal) == kept)
        var other = SignInBench.portal
        other.issuer += ".evil.example"
        #expect(KeptSignIn(kept.bytes, of: other) == nil)
        other = SignInBench.portal
        other.clientID = "another"
        #expect(KeptSignIn(kept.bytes, of: other) == nil)
        #expect(!"\(kept)".contains("a1") && !"\(kept)".contains("r1"))
    }

    @Test(arguments: ["", "[]", "{", #"{"issuer":"https://latchkey.example.com","client_id":"latchkey"}"#])
    func `what is no sign-in is none`(_ text: String) {
        #expect(KeptSignIn(Array(text.utf8), of: SignInBench.portal) == nil)
    }

    @Test func `a renewal without a name keeps the one that is known`() {
        var tokens = TokenSet()
        tokens.username = "alice"
        tokens.accessToken = Secret("a1")
        var kept = KeptSignIn(tokens, of: SignInBench.portal, at: ToolBench.now)
        kept.renew(TokenSet())
        #expect(kept.person == "alice" && kept.accessToken == nil)
    }
}

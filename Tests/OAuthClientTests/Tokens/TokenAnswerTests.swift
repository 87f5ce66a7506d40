import Formats
import FoundationEssentials
import OAuthClient
import Testing
import TokensTestSupport

struct TokenAnswerTests {
    private static let malformed: [(String, JSONValue?)] = [
        ("token_type", "mac"), ("token_type", 1), ("access_token", ""), ("access_token", 1), ("access_token", "a\nb"),
        ("access_token", "é"), ("access_token", .string(String(repeating: "x", count: 16_385))),
        ("refresh_token", ""), ("refresh_token", ["x"]), ("expires_in", "1h"), ("expires_in", ""), ("expires_in", "+1"),
        ("expires_in", -1),
        ("expires_in", .decimal("1e9")), ("id_token", ""), ("id_token", 1), ("error", 1), ("error", ""),
    ]

    @Test(arguments: malformed)
    func `an answer that isn't of the form brings nothing`(_ name: String, _ value: JSONValue?) async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token()).with(name, value).text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: OAuthError.malformed(.tokens)) { try await begun.tokens() }
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"access_token":"a","access_token":"b"}"#, "<html>", #"{"token_type":"Bearer"}"#,
    ])
    func `what is no object with a token brings nothing`(_ text: String) async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: OAuthError.malformed(.tokens)) { try await begun.tokens() }
    }

    @Test(arguments: ["3600", 3_600] as [JSONValue])
    func `a lifetime is a number, also where it is written as a text`(_ value: JSONValue) async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token()).with("expires_in", value).text)
        #expect(try await BegunSignIn(at: issuer).tokens().accessTokenEnd == StandInIssuer.now + 3_600)
    }

    @Test func `an error counts whatever its status`() async throws {
        let issuer = StandInIssuer()
        for status in [200, 400, 401, 403] {
            issuer.answer("/token", status, #"{"error":"invalid_grant","error_description":"spent"}"#)
            let begun = try await BegunSignIn(at: issuer)
            await #expect(throws: OAuthError.refused("invalid_grant", words: "spent")) { try await begun.tokens() }
        }
    }
}

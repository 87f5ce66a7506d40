import FastCGI
import Formats
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import oauth

@Suite(.timeLimit(.minutes(1))) struct RevocationRoutesTests {
    private let bench: OAuthBench

    init() throws { bench = try OAuthBench() }

    @Test(arguments: ["access_token", "refresh_token"])
    func `whichever token is brought, the machine is signed out`(name: String) async throws {
        let tokens = try await bench.signIn()
        let other = try await bench.signIn()
        let answer = await bench.post("/api/oauth/revoke", [("token", try #require(tokens[name]?.string))])
        #expect(answer.head.status == .ok && answer.body.isEmpty)
        #expect(await bench.verify(tokens).head.status == .unauthorized)
        #expect(await bench.renew(tokens["refresh_token"]?.string).error == "invalid_grant")
        #expect(await bench.verify(other).head.status == .noContent)
        #expect(bench.audit.contains("ann end-machine intended") && bench.audit.contains("ann end-machine done"))
    }

    @Test(arguments: ["x", "latchkey_refresh_x", "latchkey_access_", "latchkey_other_x"])
    func `a token that isn't known is as good as ended`(token: String) async throws {
        let answer = await bench.post("/api/oauth/revoke", [("token", token), ("token_type_hint", "access_token")])
        #expect(answer.head.status == .ok && bench.account.with { $0.calls.isEmpty })
    }

    @Test func `a refresh token that was replaced signs out as well`() async throws {
        let first = try await bench.signIn()
        let second = try #require(await bench.renew(first["refresh_token"]?.string).json)
        _ = await bench.post("/api/oauth/revoke", [("token", try #require(first["refresh_token"]?.string))])
        #expect(await bench.verify(second).head.status == .unauthorized)
    }

    @Test func `without a token there is nothing to sign out`() async throws {
        #expect(await bench.post("/api/oauth/revoke", [("token", "")]).error == "invalid_request")
    }

    @Test func `signing out doesn't wait for the audit record`() async throws {
        let tokens = try await bench.signIn()
        try bench.breakAudit()
        let answer = await bench.post("/api/oauth/revoke", [("token", try #require(tokens["access_token"]?.string))])
        #expect(answer.head.status == .ok)
        #expect(await bench.verify(tokens).head.status == .unauthorized)
    }
}

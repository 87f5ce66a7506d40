import OAuthClient
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct NetworkChecksTests {
    private func findings(_ server: @escaping @Sendable (String) -> ToolBench.Answer) async throws -> [Finding] {
        let signIns = [
            SignInSettings(
                name: "company", kind: .portal, issuer: "https://latchkey.example.com", clientID: "latchkey", scopes: []
            ),
            SignInSettings(
                name: "okta", kind: .provider, issuer: "https://example.okta.com/a", clientID: "x", scopes: []),
        ]
        let bench = ToolBench(server: server)
        let findings = try await NetworkChecks(signIns: signIns, in: bench.context).findings()
        #expect(
            bench.asked == ["/", "/.well-known/oauth-authorization-server", "/a/.well-known/openid-configuration"])
        return findings
    }

    @Test func `portals and providers are asked where they say who they are`() async throws {
        let findings = try await findings { _ in .ok("{}") }
        #expect(findings.map(\.subject).contains("okta (https://example.okta.com/a)"))
        // Nobody has signed in here.
        #expect(findings.count { $0.verdict == .wrong } == 2)
    }

    @Test(arguments: [(404, "status 404"), (302, "status 302"), (500, "status 500")])
    func `one that answers otherwise isn't asked whether the person is signed in`(status: Int, words: String)
        async throws
    {
        let findings = try await findings { $0 == "/" ? .ok("") : .answer(status, "") }
        let wrong = findings.filter { $0.verdict == .wrong }
        #expect(wrong.count == 2 && wrong.allSatisfy { $0.words.contains(words) })
    }
}

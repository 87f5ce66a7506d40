import AWS
import ArgumentParser
import Formats
import FoundationEssentials
import OAuthClient
import Secrets
import TestSupport
import Testing

@testable import latchkey

struct StatusReportTests {
    @Test func `it tells who is signed in, until when, what is kept, and where`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.provider) { kept in
            kept.refreshToken = nil
            kept.person = "alice@example.com"
            kept.idToken = Secret("x")
            kept.idTokenEnd = ToolBench.now + 3_600
        }
        let command = try #require(try Latchkey.parseAsRoot(["status"]) as? any Command)
        #expect(await command.status(in: bench.context()) == .success)
        #expect(
            bench.bench.output == """
                company: nobody is signed in, at https://latchkey.example.com
                okta: alice@example.com until 2026-11-25T10:46:40Z (in 1 h 0 min), at https://id.example.com
                Sign-ins rest in files in \(bench.folder.path)/.local/state/latchkey/sign-ins.

                """)
        #expect(bench.bench.requests.isEmpty)
    }

    @Test func `what has ended is nobody's, and what can be renewed has no end`() throws {
        var kept = KeptSignIn(TokenSet(), of: SignInBench.portal, at: ToolBench.now)
        kept.person = "alice"
        kept.idTokenEnd = ToolBench.now - 1
        var report = StatusReport(place: .secretService, now: ToolBench.now)
        report.signIns = [(SignInBench.portal, kept)]
        #expect(report.text.hasPrefix("company: nobody is signed in"))
        #expect(report.text.hasSuffix("\nSign-ins rest in the desktop's keyring (Secret Service).\n"))
        kept.refreshToken = Secret("r")
        report.signIns = [(SignInBench.portal, kept)]
        #expect(report.text.hasPrefix("company: alice, renewed when it is due, at"))
        kept.idTokenEnd = ToolBench.now + 60
        report.signIns = [(SignInBench.portal, kept)]
        #expect(
            report.text.hasPrefix("company: alice until 2026-11-25T09:47:40Z (in 1 min), renewed when it is due, at"))
        kept.refreshTokenEnd = ToolBench.now + 43_200
        report.signIns = [(SignInBench.portal, kept)]
        #expect(report.text.hasPrefix("company: alice until 2026-11-25T21:46:40Z (in 12 h 0 min), at"))
        kept.refreshTokenEnd = ToolBench.now
        report.signIns = [(SignInBench.portal, kept)]
        #expect(report.text.hasPrefix("company: nobody is signed in"))
        kept.refreshTokenEnd = nil
        report.signIns = [(SignInBench.portal, kept)]
        report.credentials = [
            KeptCredentials(
                name: "work",
                credentials: Credentials(
                    accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("s"), sessionToken: Secret("t"),
                    expiration: ToolBench.now + 600), origin: "the portal https://latchkey.example.com", sources: [])
        ]
        #expect(report.text.contains("\nwork: credentials until "))
        let json = report.json
        guard case .array(let signIns)? = json["sign_ins"], case .array(let credentials)? = json["credentials"] else {
            Issue.record("there are no lists")
            return
        }
        #expect(signIns[0]["signed_in"] == true && signIns[0]["renewable"] == true && signIns[0]["person"] == "alice")
        #expect(credentials[0]["profile"] == "work")
    }

    @Test func `without a configuration it says what to run`() {
        let report = StatusReport(place: .secretService, now: ToolBench.now)
        #expect(report.text.contains("latchkey configure"))
    }
}

import AWS
import ArgumentParser
import FoundationEssentials
import OAuthClient
import Reactor
import Secrets
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1)))
struct LogoutTests {
    private func run(_ arguments: String..., at bench: SignInBench) async throws -> Latchkey.Status {
        let command = try #require(try Latchkey.parseAsRoot(["logout"] + arguments) as? any Command)
        return await command.status(in: bench.context())
    }

    private func keepCredentials(at bench: SignInBench) throws {
        let credentials = Credentials(
            accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("s"), sessionToken: Secret("t"),
            expiration: ToolBench.now + 3_000)
        let cache = try #require(CredentialsCache(environment: bench.context().environment))
        for (name, signIn) in [("work", "company"), ("admin", "okta")] {
            try cache.keep(
                KeptCredentials(name: name, credentials: credentials, origin: "o", signIn: signIn, sources: []))
        }
    }

    private func kept(_ name: String, at bench: SignInBench) -> Bool {
        CredentialsCache(environment: bench.context().environment)?.kept(name) != nil
    }

    @Test func `it removes the sign-in and its credentials, and revokes the refresh token`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.portal)
        try bench.keep(SignInBench.provider)
        try keepCredentials(at: bench)
        #expect(try await run(at: bench) == .success)
        #expect(bench.bench.output == "Signed out at company.\n")
        #expect(try bench.kept(SignInBench.portal) == nil && bench.kept(SignInBench.provider) != nil)
        #expect(!kept("work", at: bench) && kept("admin", at: bench))
        #expect(bench.bench.requests.last?.text == "token=r0&token_type_hint=refresh_token&client_id=latchkey")
        #expect(try await run("company", at: bench) == .success)
        #expect(bench.bench.output.hasSuffix("Nobody was signed in at company.\n"))
    }

    @Test func `a server that can't be told doesn't keep anybody signed in`() async throws {
        let bench = try SignInBench()
        bench.answer("/revoke", .answer(503, ""))
        try bench.keep(SignInBench.portal)
        try bench.keep(SignInBench.provider)
        try keepCredentials(at: bench)
        #expect(try await run("--all", at: bench) == .unavailable)
        #expect(bench.bench.errors.count == 2 && bench.bench.errors[1].contains("weren't revoked"))
        #expect(try bench.kept(SignInBench.portal) == nil && bench.kept(SignInBench.provider) == nil)
        #expect(!kept("work", at: bench) && !kept("admin", at: bench))
    }

    @Test func `a name that is none is told, with those there are`() async throws {
        let bench = try SignInBench()
        #expect(try await run("nobody", at: bench) == .configuration)
        #expect(bench.bench.errors == ["there is no sign-in or profile nobody; there are company, okta"])
    }
}

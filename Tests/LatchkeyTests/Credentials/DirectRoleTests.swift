import AWS
import Formats
import Secrets
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct DirectRoleTests {
    private func name(_ claims: [String: JSONValue], claim: String? = nil) throws -> String {
        let context = ToolBench().context
        let configuration = try ToolConfiguration.load(in: ToolBench(files: PersonalFiles.files).context)
        var profile = try #require(configuration.profiles["admin"])
        profile.sessionNameClaim = claim
        let role = try DirectRole(
            profile, arn: try #require(ARN("arn:aws:iam::123456789012:role/admin")),
            transport: try context.transport(.init()), in: context)
        return try role.sessionName(IDToken(text: Secret("t"), claim: { claims[$0] })).rawValue
    }

    @Test func `a session is named by what tells most who it is, in characters that STS takes`() throws {
        #expect(try name(["sub": "1", "email": "alice@example.com"]) == "alice@example.com")
        #expect(try name(["sub": "1", "preferred_username": "alice"]) == "alice")
        #expect(try name(["sub": "auth0|5f7c"]) == "auth0-5f7c")
        #expect(try name(["sub": "x"]) == "x-")
        #expect(try name(["sub": .string(String(repeating: "a", count: 100))]) == String(repeating: "a", count: 64))
        #expect(try name(["sub": "é 1"]) == "---1")
        #expect(try name(["sub": "1", "nick": "al"], claim: "nick") == "al")
        #expect(throws: CommandError.self) { try name(["sub": "1"], claim: "nick") }
        #expect(throws: CommandError.self) { try name(["sub": .integer(1)]) }
    }

    @Test(arguments: [
        (
            "ExpiredTokenException", 400, Latchkey.Status.noPermission,
            "the sign-in okta has expired: run “latchkey login okta”"
        ),
        ("IDPRejectedClaim", 403, .noPermission, "no longer stands by this sign-in"),
        ("InvalidIdentityToken", 400, .noPermission, "have it as an identity provider, with the client 0oa123?"),
        ("IDPCommunicationError", 400, .unavailable, "AWS can't reach https://example.okta.com: try again later"),
        ("AccessDenied", 403, .noPermission, "its trust policy has to name https://example.okta.com"),
        ("RegionDisabledException", 403, .configuration, "STS isn't active in the Region eu-west-1"),
        ("PackedPolicyTooLarge", 400, .configuration, "the token's tags are too large"),
        ("ValidationError", 400, .configuration, "AWS can't do sts:AssumeRoleWithWebIdentity like this"),
        ("MalformedPolicyDocument", 400, .configuration, "AWS can't do"),
    ])
    func `what STS refuses is told in the person's words`(
        code: String, status: Int, expected: Latchkey.Status, words: String
    ) async throws {
        let folder = try TemporaryFolder()
        let bench = ToolBench(
            environment: PersonalFiles.environment(folder), files: PersonalFiles.files,
            sts: { _ in STSAnswers.error(code, status) }, tokens: GivenTokens())
        #expect(await bench.run("credentials", "admin") == expected)
        #expect(bench.errors.first?.contains(words) ?? false, "\(bench.errors)")
        #expect(bench.requests.count == (code == "IDPCommunicationError" ? 3 : 1))
        #expect(!bench.errors.joined().contains("e30.e30"))
    }
}

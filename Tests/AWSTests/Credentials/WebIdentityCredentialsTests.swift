import AWS
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct WebIdentityCredentialsTests {
    @Test func `the token of a web identity is exchanged for a session at STS`() async throws {
        let transport = ScriptedTransport([.ok(STSTests.response("AssumeRoleWithWebIdentity"))])
        let environment = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/r",
            "AWS_ROLE_SESSION_NAME": "node-1",
        ]
        let found = try await load(environment, files: ["/token": " a.b.c\n"], transport)
        #expect(found.accessKeyID == "ASIA1" && found.expiration != nil)
        let request = try #require(transport.requests.first)
        #expect(request.head.authority == "sts.eu-west-1.amazonaws.com")
        #expect(request.form["WebIdentityToken"] == "a.b.c" && request.form["RoleSessionName"] == "node-1")
        #expect(try await refusal(environment).contains("missing"))
        #expect(try await refusal(environment, files: ["/token": " "]).contains("empty"))
        var wrong = environment
        wrong["AWS_ROLE_ARN"] = "r"
        #expect(try await refusal(wrong, files: ["/token": "a"]).contains("ARN"))
    }
}

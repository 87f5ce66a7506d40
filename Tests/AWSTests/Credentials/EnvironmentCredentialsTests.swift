import AWS
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct EnvironmentCredentialsTests {
    @Test func `credentials in the environment take precedence`() async throws {
        let found = try await load([
            "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "x",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/",
        ])
        #expect(found.accessKeyID == "AKIA1" && found.sessionToken?.reveal() == "t" && found.expiration == nil)
        #expect(try await refusal(["AWS_ACCESS_KEY_ID": "AKIA1"]).contains("AWS_SECRET_ACCESS_KEY"))
        #expect(try await refusal(CredentialsLookup.noMetadata).hasPrefix("none in"))
        #expect(
            try await refusal(CredentialsLookup.noMetadata.merging(["AWS_ACCESS_KEY_ID": ""]) { $1 }).hasPrefix(
                "none in"))
    }
}

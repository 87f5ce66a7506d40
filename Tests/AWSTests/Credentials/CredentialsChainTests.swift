import AWS
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CredentialsChainTests {
    private let keys = ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"]
    private let webIdentity = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/r",
    ]
    private let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"]
    private let files = [
        "/token": "a.b.c", "/h/.aws/credentials": "[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = s",
    ]

    @Test func `the first place that is set up gives the credentials`() async throws {
        let profile = ["HOME": "/h"]
        let all = [keys, webIdentity, profile, container].reduce(into: [:]) { $0.merge($1) { $1 } }
        #expect(try await load(all, files: files).accessKeyID == "AKIAENV")

        let withoutKeys = all.filter { keys[$0.key] == nil }
        let sts = ScriptedTransport([.ok(STSTests.response("AssumeRoleWithWebIdentity"))])
        #expect(try await load(withoutKeys, files: files, sts).accessKeyID == "ASIA1")
        #expect(sts.requests.first?.form["Action"] == "AssumeRoleWithWebIdentity")

        let withoutToken = withoutKeys.filter { webIdentity[$0.key] == nil }
        #expect(try await load(withoutToken, files: files).accessKeyID == "AKIAFILE")

        let endpoint = ScriptedTransport([.ok(CredentialsLookup.json)])
        #expect(try await load(container, endpoint).accessKeyID == "ASIA1")
        #expect(endpoint.requests.first?.head.authority == "169.254.170.2")
    }

    @Test func `a place that is set up and fails isn't passed over for the next one`() async throws {
        let broken = ["AWS_ACCESS_KEY_ID": "AKIAENV", "HOME": "/h"]
        #expect(try await refusal(broken, files: files).contains("AWS_SECRET_ACCESS_KEY"))
    }

    @Test func `without any place there are no credentials`() async throws {
        #expect(try await refusal(CredentialsLookup.noMetadata).hasPrefix("none in"))
    }
}

import AWS
import HTTPTypes
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct ProfileCredentialsTests {
    @Test func `keys in the credentials file take precedence over those in the config file`() async throws {
        let files = [
            "/h/.aws/config": "[profile a]\naws_access_key_id=CONFIG\naws_secret_access_key=c\n[default]\nregion=x",
            "/h/.aws/credentials":
                "[a]\naws_access_key_id = CREDENTIALS\naws_secret_access_key = s\naws_session_token = t\n"
                + "[default]\naws_access_key_id = DEFAULT\naws_secret_access_key = d",
        ]
        #expect(try await load(["HOME": "/h", "AWS_PROFILE": "a"], files: files).accessKeyID == "CREDENTIALS")
        #expect(try await load(["HOME": "/h"], files: files).accessKeyID == "DEFAULT")
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "b"], files: files).contains("profile b"))
        let moved = ["HOME": "/h", "AWS_SHARED_CREDENTIALS_FILE": "~/c", "AWS_CONFIG_FILE": "/none"]
        let found = try await load(moved, files: ["/h/c": "[default]\naws_access_key_id=M\naws_secret_access_key=s"])
        #expect(found.accessKeyID == "M")
        let broken = try await refusal(["HOME": "/h"], files: ["/h/.aws/credentials": "[default]\nsecret-text"])
        #expect(broken.contains("line 2") && !broken.contains("secret-text"))
    }

    @Test func `a profile assumes its role with the keys of its source`() async throws {
        let files = [
            "/h/.aws/config": """
            [profile a]
            role_arn = arn:aws:iam::123456789012:role/r
            source_profile = b
            role_session_name = me
            external_id = e
            duration_seconds = 900
            [profile self]
            role_arn = arn:aws:iam::123456789012:role/r
            source_profile = self
            aws_access_key_id = AKIASELF
            aws_secret_access_key = s
            [profile x]
            role_arn = arn:aws:iam::123456789012:role/r
            source_profile = y
            [profile y]
            role_arn = arn:aws:iam::123456789012:role/r
            source_profile = x
            [profile env]
            role_arn = arn:aws:iam::123456789012:role/r
            credential_source = EcsContainer
            [profile sso]
            sso_session = s
            [profile mfa]
            role_arn = arn:aws:iam::123456789012:role/r
            source_profile = b
            mfa_serial = arn
            """,
            "/h/.aws/credentials": "[b]\naws_access_key_id = AKIAB\naws_secret_access_key = s",
        ]
        let transport = ScriptedTransport([.ok(STSTests.response("AssumeRole"))])
        let found = try await load(["HOME": "/h", "AWS_PROFILE": "a"], files: files, transport)
        #expect(found.accessKeyID == "ASIA1")
        let request = try #require(transport.requests.first)
        #expect(request.head.headerFields[.authorization]?.contains("Credential=AKIAB/") == true)
        #expect(request.form["RoleSessionName"] == "me" && request.form["ExternalId"] == "e")
        #expect(request.form["DurationSeconds"] == "900")

        let itself = ScriptedTransport([.ok(STSTests.response("AssumeRole"))])
        _ = try await load(["HOME": "/h", "AWS_PROFILE": "self"], files: files, itself)
        #expect(itself.requests.first?.head.headerFields[.authorization]?.contains("AKIASELF") == true)

        let container = ScriptedTransport([.ok(CredentialsLookup.json), .ok(STSTests.response("AssumeRole"))])
        let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"]
        _ = try await load(["HOME": "/h", "AWS_PROFILE": "env"].merging(relative) { $1 }, files: files, container)
        #expect(container.requests.last?.head.headerFields[.authorization]?.contains("ASIA1") == true)

        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "x"], files: files).contains("circle"))
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "sso"], files: files).contains("sign in"))
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "mfa"], files: files).contains("MFA"))
    }
}

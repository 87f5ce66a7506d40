import AWS
import Cryptography
import FoundationEssentials
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1))) struct CredentialsChainTests {
    private let json = #"""
        {"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t","Expiration":"2015-08-30T13:36:00Z"}
        """#

    private func chain(
        _ environment: [String: String], files: [String: String] = [:], _ transport: ScriptedTransport
    ) throws -> CredentialsChain {
        CredentialsChain(
            transport: transport, endpoints: Endpoints(region: try .known("eu-west-1")), environment: environment,
            files: FileReader { (path) throws(AWSError) in files[path].map { Array($0.utf8) } },
            retry: Naps().policy(), now: { .example })
    }

    private func load(
        _ environment: [String: String], files: [String: String] = [:],
        _ transport: ScriptedTransport = ScriptedTransport([])
    ) async throws -> Credentials {
        try await chain(environment, files: files, transport).credentials()
    }

    /// The reason why there are none.
    private func refusal(
        _ environment: [String: String], files: [String: String] = [:],
        _ transport: ScriptedTransport = ScriptedTransport([])
    ) async throws -> String {
        let chain = try chain(environment, files: files, transport)
        let error = await #expect(throws: AWSError.self) { try await chain.credentials() }
        guard case .credentials(let reason)? = error else { return "\(String(describing: error))" }
        return reason
    }

    private let noMetadata = ["AWS_EC2_METADATA_DISABLED": "true"]

    @Test func `the environment goes first`() async throws {
        let found = try await load([
            "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "x",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/",
        ])
        #expect(found.accessKeyID == "AKIA1" && found.sessionToken?.reveal() == "t" && found.expiration == nil)
        #expect(try await refusal(["AWS_ACCESS_KEY_ID": "AKIA1"]).contains("AWS_SECRET_ACCESS_KEY"))
        #expect(try await refusal(noMetadata).hasPrefix("none in"))
        #expect(try await refusal(noMetadata.merging(["AWS_ACCESS_KEY_ID": ""]) { $1 }).hasPrefix("none in"))
    }

    @Test func `a web identity's token is exchanged at STS`() async throws {
        let transport = ScriptedTransport([.ok(STSTests.answer("AssumeRoleWithWebIdentity"))])
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

    @Test func `profiles hold keys, those of the credentials file first`() async throws {
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

    @Test func `a profile assumes its role with its source's keys`() async throws {
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
        let transport = ScriptedTransport([.ok(STSTests.answer("AssumeRole"))])
        let found = try await load(["HOME": "/h", "AWS_PROFILE": "a"], files: files, transport)
        #expect(found.accessKeyID == "ASIA1")
        let request = try #require(transport.requests.first)
        #expect(request.head.headerFields[.authorization]?.contains("Credential=AKIAB/") == true)
        #expect(request.form["RoleSessionName"] == "me" && request.form["ExternalId"] == "e")
        #expect(request.form["DurationSeconds"] == "900")

        let itself = ScriptedTransport([.ok(STSTests.answer("AssumeRole"))])
        _ = try await load(["HOME": "/h", "AWS_PROFILE": "self"], files: files, itself)
        #expect(itself.requests.first?.head.headerFields[.authorization]?.contains("AKIASELF") == true)

        let container = ScriptedTransport([.ok(json), .ok(STSTests.answer("AssumeRole"))])
        let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"]
        _ = try await load(["HOME": "/h", "AWS_PROFILE": "env"].merging(relative) { $1 }, files: files, container)
        #expect(container.requests.last?.head.headerFields[.authorization]?.contains("ASIA1") == true)

        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "x"], files: files).contains("circle"))
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "sso"], files: files).contains("sign in"))
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "mfa"], files: files).contains("MFA"))
    }

    @Test func `the container endpoint gets its token verbatim`() async throws {
        let transport = ScriptedTransport([.answer(status: 500, body: ""), .ok(json)])
        let found = try await load(
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:81/v1/c?id=a%2Fb",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer-less", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t",
            ], files: ["/t": "from file\n"], transport)
        #expect(found.accessKeyID == "ASIA1" && found.sessionToken?.reveal() == "t")
        #expect(found.expiration == Date.example.addingTimeInterval(3_600))
        let request = try #require(transport.requests.last)
        #expect(request.head.authority == "127.0.0.1:81" && request.head.path == "/v1/c?id=a%2Fb")
        #expect(request.head.method == .get && request.head.headerFields[.authorization] == "from file")
        #expect(request.head.headerFields[.accept] == "application/json")
        let relative = ScriptedTransport([.ok(json)])
        _ = try await load(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"], relative)
        #expect(relative.requests.first?.head.authority == "169.254.170.2")
        #expect(relative.requests.first?.head.headerFields[.authorization] == nil)
    }

    @Test(arguments: [
        "http://evil.example/", "http://169.254.170.2.evil.example/", "http://169.254.170.3/", "http://127.0.0.1.evil/",
        "ftp://localhost/", "localhost", "http://localhost@evil.example/", "http://127.0.0.1/ x", "",
    ])
    func `the container endpoint is local, AWS's, or behind TLS`(url: String) async throws {
        let transport = ScriptedTransport([.ok(json)])
        _ = try await refusal(noMetadata.merging(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) { $1 }, transport)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["http://[::1]/", "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1", "https://any.example/x"])
    func `those hosts are asked`(url: String) async throws {
        #expect(
            try await load(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url], ScriptedTransport([.ok(json)])).accessKeyID
                == "ASIA1")
    }

    @Test func `a container endpoint that fails three times, or talks nonsense, is an error`() async throws {
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"]
        let failing = ScriptedTransport { _ in .answer(status: 404, body: "") }
        #expect(try await refusal(environment, failing).contains("three times"))
        #expect(failing.requests.count == 3)
        let bodies = [
            "", "{}", "[]", #"{"AccessKeyId":"a"}"#, json.replacing("Success", with: "Failed"),
            json.replacing("2015-08-30T13", with: "2015-08-30T11"),
            json.replacing("2015-08-30T13:36:00Z", with: "soon"),
        ]
        for body in bodies {
            _ = try await refusal(environment, ScriptedTransport([.ok(body)]))
        }
        let smuggled = environment.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nHost: b"]) { $1 }
        #expect(try await refusal(smuggled, ScriptedTransport([.ok(json)])).contains("control character"))
    }

    @Test func `instance metadata is asked by its second version`() async throws {
        let transport = ScriptedTransport([.ok("TOKEN=="), .ok("role-1\n"), .ok(json)])
        #expect(try await load([:], transport).accessKeyID == "ASIA1")
        let heads = transport.requests.map(\.head)
        #expect(heads.map(\.method) == [.put, .get, .get])
        #expect(heads.last?.path == "/latest/meta-data/iam/security-credentials/role-1")
        #expect(heads.allSatisfy { $0.authority == "169.254.169.254" && $0.scheme == "http" })
        let name = try #require(HTTPField.Name("X-aws-ec2-metadata-token"))
        #expect(heads.dropFirst().allSatisfy { $0.headerFields[name] == "TOKEN==" })
        let off = ScriptedTransport([.fail(.notSent("no route"))])
        #expect(try await refusal([:], off).hasPrefix("none in"))
        #expect(off.requests.count == 1)
        #expect(
            try await refusal([:], ScriptedTransport([.ok("T"), .answer(status: 404, body: "")])).hasPrefix("none in"))
        #expect(try await refusal([:], ScriptedTransport([.ok("T"), .ok("../../x")])).contains("role name"))
        #expect(try await refusal([:], ScriptedTransport([.ok("a\r\nb")])).contains("malformed token"))
        let disabled = ScriptedTransport([])
        _ = try await refusal(noMetadata, disabled)
        #expect(disabled.requests.isEmpty)
    }
}

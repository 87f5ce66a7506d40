import AWS
import HTTPTypes
import Secrets
import TestSupport
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
            [profile login]
            login_session = arn:aws:iam::123456789012:user/alice
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
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "sso"], files: files).contains("sso_role_name"))
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "login"], files: files).contains("sign in"))
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "mfa"], files: files).contains("MFA"))
    }

    @Test func `a role that wants an MFA code is assumed with the one that is asked for`() async throws {
        let files = [
            "/h/.aws/config": """
            [profile mfa]
            role_arn = arn:aws:iam::123456789012:role/r
            source_profile = b
            mfa_serial = arn:aws:iam::123456789012:mfa/alice
            """,
            "/h/.aws/credentials": "[b]\naws_access_key_id = AKIAB\naws_secret_access_key = s",
        ]
        let transport = ScriptedTransport([
            .ok(STSTests.response("GetSessionToken")), .ok(STSTests.response("AssumeRole")),
        ])
        var lookup = CredentialsLookup(environment: ["HOME": "/h"], files: files, transport: transport, profile: "mfa")
        lookup.mfa = AskedSessions()
        #expect(try await lookup.load().accessKeyID == "ASIA1")
        let form = try #require(transport.requests.first?.form)
        #expect(form["SerialNumber"] == "arn:aws:iam::123456789012:mfa/alice" && form["TokenCode"] == "123456")
    }

    @Test(arguments: ["", "12345", "1234567", "12345a", "１２３４５６", "12 456"])
    func `an MFA code is six digits`(code: String) {
        #expect(MFACode(serialNumber: "x", code: code) == nil)
    }

    private static let keys = "\naws_access_key_id = AKIAFILE\naws_secret_access_key = s\n"
    private static let role = "\nrole_arn = arn:aws:iam::123456789012:role/"

    // As botocore reads them, which the command line uses.
    @Test(arguments: [
        ("[profile a]", "a"), ("[profile\ta]", "a"), ("[profile   a ]", "a"), ("[ profile a ]", "a"),
        ("[profile \"a\"]", "a"), ("[profile 'a']", "a"), ("[profile \"a b\"]", "a b"), ("[profile a\\ b]", "a b"),
        ("  [profile a] ; comment", "a"), ("[profile \"default\"]", "default"), ("[default]", "default"),
    ])
    func `a profile's name in the config file may stand in quotes and among blanks`(
        header: String, name: String
    ) async throws {
        let files = ["/h/.aws/config": header + Self.keys]
        #expect(try await load(["HOME": "/h", "AWS_PROFILE": name], files: files).accessKeyID == "AKIAFILE")
    }

    @Test(arguments: [
        "[a]", "[profilea]", "[profile a b]", "[profile \"a]", "[Profile a]", "[\"profile a\"]", "[profile]",
    ])
    func `a section of the config file that isn't called a profile isn't one`(header: String) async throws {
        let files = ["/h/.aws/config": header + Self.keys]
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "a"], files: files) == "the profile a doesn't exist")
    }

    @Test func `a name in the credentials file is what stands between the brackets`() async throws {
        let files = ["/h/.aws/credentials": "[ a b ]" + Self.keys + "[profile c]" + Self.keys]
        #expect(try await load(["HOME": "/h", "AWS_PROFILE": "a b"], files: files).accessKeyID == "AKIAFILE")
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "c"], files: files).contains("doesn't exist"))
    }

    @Test func `a profile that is repeated goes on, and the one with the prefix is the default`() async throws {
        let repeated = "[profile a]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n[profile \"a\"]"
        let files = ["/h/.aws/config": repeated + "\naws_access_key_id = AKIA2"]
        #expect(try await load(["HOME": "/h", "AWS_PROFILE": "a"], files: files).accessKeyID == "AKIA2")
        let both = "[profile 'default']\naws_access_key_id = AKIAP\naws_secret_access_key = s\n[default]" + Self.keys
        #expect(try await load(["HOME": "/h"], files: ["/h/.aws/config": both]).accessKeyID == "AKIAP")
    }

    @Test func `indented settings are settings`() async throws {
        let files = ["/h/.aws/credentials": "[default]\n  aws_access_key_id = AKIAI\n  aws_secret_access_key = s\n"]
        let found = try await load(["HOME": "/h"], files: files)
        #expect(found.accessKeyID == "AKIAI" && found.secretAccessKey.reveal() == "s")
    }

    @Test func `the parts of a key come from one file`() async throws {
        let files = [
            "/h/.aws/config": "[profile a]\naws_access_key_id = C\naws_secret_access_key = c\naws_session_token = t",
            "/h/.aws/credentials": "[a]\naws_access_key_id = K\naws_secret_access_key = k",
        ]
        let found = try await load(["HOME": "/h", "AWS_PROFILE": "a"], files: files)
        #expect(found.accessKeyID == "K" && found.sessionToken == nil)
        let halves = [
            "/h/.aws/config": "[profile a]\naws_access_key_id = C",
            "/h/.aws/credentials": "[a]\naws_secret_access_key = k",
        ]
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "a"], files: halves).contains("beside it"))
        let secretAlone = ["/h/.aws/config": "[default]\naws_secret_access_key = c"]
        #expect(try await refusal(["HOME": "/h"], files: secretAlone).contains("no aws_access_key_id"))
        let empty = ["/h/.aws/config": "[default]\naws_access_key_id =\naws_secret_access_key = c"]
        #expect(try await refusal(["HOME": "/h"], files: empty).contains("empty"))
    }

    @Test func `a process takes precedence over keys of the config file, and keys of the credentials file over it`()
        async throws
    {
        let process = "credential_process = /bin/echo '{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"s\"}'"
        var files = ["/h/.aws/config": "[default]" + Self.keys + process]
        #expect(try await load(["HOME": "/h"], files: files).accessKeyID == "P")
        files["/h/.aws/credentials"] = "[default]\naws_access_key_id = K\naws_secret_access_key = k"
        #expect(try await load(["HOME": "/h"], files: files).accessKeyID == "K")
    }

    @Test func `a source profile with keys of its own ends the chain, even if it has a role`() async throws {
        let files = [
            "/h/.aws/config": "[profile a]" + Self.role + "a\nsource_profile = b\n[profile b]" + Self.role
                + "b\nsource_profile = c" + Self.keys
                + "[profile c]\naws_access_key_id = AKIAC\naws_secret_access_key = s"
        ]
        let transport = ScriptedTransport([.ok(STSTests.response("AssumeRole"))])
        _ = try await load(["HOME": "/h", "AWS_PROFILE": "a"], files: files, transport)
        #expect(transport.requests.map { $0.form["RoleArn"] } == ["arn:aws:iam::123456789012:role/a"])
        #expect(transport.requests.first?.head.headerFields[.authorization]?.contains("AKIAFILE") == true)
    }

    @Test func `a source profile without keys assumes its own role first`() async throws {
        let files = [
            "/h/.aws/config": "[profile a]" + Self.role + "a\nsource_profile = b\n[profile b]" + Self.role
                + "b\nsource_profile = c\n[profile c]" + Self.keys
        ]
        let assumed = STSTests.response("AssumeRole")
        let transport = ScriptedTransport([.ok(assumed), .ok(assumed)])
        _ = try await load(["HOME": "/h", "AWS_PROFILE": "a"], files: files, transport)
        let roles = transport.requests.map { $0.form["RoleArn"] }
        #expect(roles == ["arn:aws:iam::123456789012:role/b", "arn:aws:iam::123456789012:role/a"])
    }

    @Test func `source profiles that form a circle are refused, even if one of them has keys`() async throws {
        let files = [
            "/h/.aws/config": "[profile a]" + Self.role + "a\nsource_profile = b" + Self.keys + "[profile b]"
                + Self.role
                + "b\nsource_profile = a\n[profile c]" + Self.role + "c\nsource_profile = nowhere"
        ]
        #expect(try await refusal(["HOME": "/h", "AWS_PROFILE": "a"], files: files).contains("circle"))
        let missing = try await refusal(["HOME": "/h", "AWS_PROFILE": "c"], files: files)
        #expect(missing == "the source profile nowhere of the profile c doesn't exist")
    }

    @Test(arguments: ["region = eu-west-1", "credential_source = EcsContainer", ""])
    func `a profile without credentials leads on to the container endpoint`(setting: String) async throws {
        let files = ["/h/.aws/config": "[profile a]\n" + setting]
        let environment = ["HOME": "/h", "AWS_PROFILE": "a", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"]
        let container = ScriptedTransport([.ok(CredentialsLookup.json)])
        #expect(try await load(environment, files: files, container).accessKeyID == "ASIA1")
    }

    @Test func `a profile with a web identity token and no role doesn't lead on`() async throws {
        let files = ["/h/.aws/config": "[default]\nweb_identity_token_file = /token", "/token": "a.b.c"]
        #expect(try await refusal(["HOME": "/h"], files: files).contains("role's ARN is missing"))
    }

    private struct BotocoreCase: Decodable {
        var profile: String
        var config: String
        var credentials: String
        var accessKeyID: String?
    }

    /// STS that names the credentials of a session `ROLE+SOURCE`, after the role and the key that signed.
    private static func namingSTS() -> ScriptedTransport {
        ScriptedTransport { request in
            let role = request.form["RoleArn"]?.split(separator: "/").last ?? ""
            let signature = request.head.headerFields[.authorization] ?? ""
            let source = signature.split(separator: "Credential=").last?.split(separator: "/").first ?? ""
            return .ok(STSTests.response("AssumeRole").replacing("ASIA1", with: "\(role)+\(source)"))
        }
    }

    @Test func `where botocore finds credentials in the shared files, Latchkey finds the same ones`() async throws {
        let seed = Int.random(in: 0..<1_000_000_000)
        let cases: [BotocoreCase] = try await Python.json("botocore_profiles.py", [String(seed), "300"])
        // A key that goes on in the next line is none that AWS would know.
        let found = cases.filter { $0.accessKeyID.map { !$0.contains("\n") } ?? false }
        #expect(cases.count == 300 && found.count > 50)
        for example in found {
            let files = ["/h/.aws/config": example.config, "/h/.aws/credentials": example.credentials]
            let environment = ["HOME": "/h", "AWS_PROFILE": example.profile]
            let credentials = try? await load(environment, files: files, Self.namingSTS())
            #expect(credentials?.accessKeyID == example.accessKeyID, "seed \(seed): \(example)")
        }
    }
}

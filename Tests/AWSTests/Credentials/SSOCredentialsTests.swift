import AWS
import FoundationEssentials
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1))) struct SSOCredentialsTests {
    /// The name of the token's file: `sha1sum` of `company`, and of the address where the person signs in.
    private static let sessionFile = "/h/.aws/sso/cache/71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json"
    private static let startFile = "/h/.aws/sso/cache/b7037568a7e4f6fba9450af24427009b78703b33.json"
    private static let start = "https://company.awsapps.com/start"

    private static let config = """
        [profile dev]
        sso_session = company
        sso_account_id = 123456789012
        sso_role_name = Read+Only
        [sso-session company]
        sso_region = eu-west-1
        sso_start_url = \(start)
        [profile old]
        sso_start_url = \(start)
        sso_region = cn-north-1
        sso_account_id = 123456789012
        sso_role_name = ReadOnly
        [profile admin]
        role_arn = arn:aws:iam::123456789012:role/admin
        source_profile = dev
        [profile lost]
        sso_session = nobody
        sso_account_id = 123456789012
        sso_role_name = ReadOnly
        [profile half]
        sso_session = company
        sso_account_id = 123456789012
        """
    private static let token = #"{"accessToken":"t0ken","expiresAt":"2015-08-30T13:00:00Z","region":"eu-west-1"}"#
    private static let answer = #"""
        {"roleCredentials":{"accessKeyId":"ASIA1","secretAccessKey":"s","sessionToken":"t","expiration":1440941760000}}
        """#

    private func lookup(
        _ profile: String, token: String? = token, answers: [ScriptedTransport.Step] = [.ok(answer)]
    ) -> CredentialsLookup {
        var files = ["/h/.aws/config": Self.config]
        files[Self.sessionFile] = token
        files[Self.startFile] = token
        return CredentialsLookup(
            environment: ["HOME": "/h"], files: files, transport: ScriptedTransport(answers), profile: profile)
    }

    @Test func `the portal gives the credentials of the role for the token of the session`() async throws {
        let lookup = lookup("dev")
        let found = try await lookup.load()
        #expect(found.accessKeyID == "ASIA1" && found.sessionToken?.reveal() == "t")
        #expect(found.expiration == Date(timeIntervalSince1970: 1_440_941_760))
        let request = try #require(lookup.transport.requests.first)
        #expect(request.head.method == .get && request.head.authority == "portal.sso.eu-west-1.amazonaws.com")
        #expect(request.head.path == "/federation/credentials?role_name=Read%2BOnly&account_id=123456789012")
        #expect(request.head.headerFields[try #require(.init("x-amz-sso_bearer_token"))] == "t0ken")
        #expect(request.head.headerFields[.authorization] == nil)
    }

    @Test func `a profile without a session has the token by the address where the person signs in`() async throws {
        let lookup = lookup("old", token: Self.token.replacing("00:00Z", with: "00:00UTC"))
        #expect(try await lookup.load().accessKeyID == "ASIA1")
        #expect(lookup.transport.requests.first?.head.authority == "portal.sso.cn-north-1.amazonaws.com.cn")
    }

    @Test func `where they came from is told`() async throws {
        let (account, role) = (try AccountID.known("123456789012"), try RoleName.known("Read+Only"))
        #expect(try await lookup("dev").origin() == .sso(profile: "dev", account: account, roleName: role))
    }

    @Test func `another profile's role is assumed with them`() async throws {
        let lookup = lookup("admin", answers: [.ok(Self.answer), .ok(STSTests.response("AssumeRole"))])
        _ = try await lookup.load()
        let signature = lookup.transport.requests.last?.head.headerFields[.authorization]
        #expect(signature?.contains("Credential=ASIA1/") == true)
    }

    @Test(arguments: [
        nil, #"{"accessToken":"t0ken","expiresAt":"2015-08-30T12:36:00Z"}"#,
        #"{"accessToken":"t0ken","expiresAt":"2015-08-30T12:36:00UTC"}"#,
    ])
    func `without a token that is good, the person is told to sign in`(token: String?) async throws {
        let lookup = lookup("dev", token: token)
        #expect(
            try await lookup.refusal() == "the sign-in of the profile dev has ended: run “aws sso login --profile dev”")
        #expect(lookup.transport.requests.isEmpty)
    }

    @Test(arguments: [
        "", "nonsense", "{}", #"{"accessToken":"t0ken"}"#, #"{"accessToken":"","expiresAt":"2015-08-30T13:00:00Z"}"#,
        #"{"accessToken":"t0\r\nken","expiresAt":"2015-08-30T13:00:00Z"}"#,
        #"{"accessToken":"t0ken","expiresAt":"tomorrow"}"#, #"{"accessToken":7,"expiresAt":"2015-08-30T13:00:00Z"}"#,
        #"{"accessToken":"\#(String(repeating: "t", count: 20_001))","expiresAt":"2015-08-30T13:00:00Z"}"#,
    ])
    func `a file that holds no token is told`(token: String) async throws {
        let lookup = lookup("dev", token: token)
        #expect(try await lookup.refusal().contains("holds no token: run “aws sso login"))
        #expect(lookup.transport.requests.isEmpty)
    }

    @Test func `a profile in which something is missing is told`() async throws {
        #expect(try await lookup("lost").refusal() == "the sso_session nobody of the profile lost doesn't exist")
        #expect(try await lookup("half").refusal().contains("needs sso_account_id, sso_role_name"))
    }

    @Test(
        arguments: [
            (.respond(status: 401, body: "{}"), "has ended: run “aws sso login"),
            (.respond(status: 403, body: "{}"), "doesn't give you the role Read+Only in the account 123456789012"),
            (.respond(status: 404, body: "{}"), "doesn't give you the role"),
            (.ok("<html>"), "no credentials of the expected shape"),
            (.ok("{}"), "no credentials of the expected shape"),
            (.ok(answer.replacing("1440941760000", with: #""soon""#)), "no credentials of the expected shape"),
            (.respond(status: 302, body: "", fields: [.location: "https://evil.example/"]), "the status 302"),
        ] as [(ScriptedTransport.Step, String)])
    func `what the portal refuses is told, and asked for once`(step: ScriptedTransport.Step, words: String) async throws
    {
        let lookup = lookup("dev", answers: [step])
        let refusal = try await lookup.refusal()
        #expect(refusal.contains(words), "\(refusal)")
        #expect(lookup.transport.requests.count == 1)
    }

    @Test func `a portal that fails is asked three times`() async throws {
        let failing = ScriptedTransport.Step.respond(status: 503, body: "")
        let lookup = lookup("dev", answers: [failing, .fail(.interrupted("reset")), .ok(Self.answer)])
        #expect(try await lookup.load().accessKeyID == "ASIA1")
        let broken = self.lookup("dev", answers: [failing, failing, failing])
        #expect(try await broken.refusal().contains("the status 503"))
    }
}

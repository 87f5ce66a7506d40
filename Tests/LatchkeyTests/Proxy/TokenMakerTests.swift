import AWS
import ArgumentParser
import Formats
import FoundationEssentials
import HTTP1
import HTTPTypes
import IdentityProofs
import Secrets
import Testing
import Transport

@testable import LocalProxy
@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct TokenMakerTests {
    private static let key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd"

    private static func sts(_ expiration: String = "2026-11-25T10:01:40Z", token: String = "IQoJb3JpZ2luX2VjEXAMPLE")
        -> @Sendable (String) -> ToolBench.Answer
    {
        { action in
            guard action == "GetSessionToken" else { return STSAnswers.alice(action) }
            return STSAnswers.wrap(
                action,
                """
                <Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>wJalrXUtnFEMI/K7MDENG\
                </SecretAccessKey><SessionToken>\(token)</SessionToken><Expiration>\(expiration)</Expiration></Credentials>
                """)
        }
    }

    private func make(
        _ bench: ToolBench, account: String = "123456789012", key: String = TokenMakerTests.key,
        context: String = EncryptionContext(["host": "tools.example.com", "nonce": "x"]).field
    ) async throws -> String {
        let fields: HeaderFields = [
            "WWW-Authenticate": #"IAM realm="\#(account)""#, "Iam-Auth-Kms-Key-Id": key,
            "Iam-Auth-Kms-Encryption-Context": context,
        ]
        let challenge = try #require(KMSChallenge(ResponseHead(status: 401, reason: "", fields: fields)))
        let own = try AWSSession(try AWSOptions.parse([]), in: bench.context)
        let handed = try AWSSession(try AWSOptions.parse([]), within: TokenMaker.limits, in: bench.context)
        let maker = TokenMaker(callers: CurrentCaller(own, timekeeper: bench.context.timekeeper), handed: handed)
        return try await maker.token(to: try #require(Origin("https://tools.example.com")), for: challenge).reveal()
    }

    private static let kms: @Sendable (String) -> ToolBench.Answer = { _ in
        .ok(#"{"KeyId":"\#(key)","CiphertextBlob":"AQID"}"#)
    }

    @Test func `credentials for fifteen minutes are encrypted in the Region of the key, in the server's context`()
        async throws
    {
        let bench = ToolBench(sts: Self.sts(), server: Self.kms)
        #expect(try await make(bench) == "AQID")
        let asked = try #require(bench.requests.first { $0.text.contains("GetSessionToken") })
        #expect(asked.text.contains("DurationSeconds=900"))
        let request = try #require(bench.requests.last)
        #expect(request.head.authority == "kms.eu-central-1.amazonaws.com")
        let sent = try JSONReader.read(request.body)
        #expect(sent["KeyId"]?.string == Self.key)
        #expect(sent["EncryptionContext"] == ["host": "tools.example.com", "nonce": "x"])
        let plaintext = try #require(sent["Plaintext"]?.string.flatMap(Base64.decode))
        #expect(
            String(decoding: plaintext, as: UTF8.self) == """
                {"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","Expiration":"2026-11-25T10:01:40Z",\
                "SecretAccessKey":"wJalrXUtnFEMI/K7MDENG","SessionToken":"IQoJb3JpZ2luX2VjEXAMPLE"}
                """)
    }

    @Test func `a context without a host is one of another make, and taken`() async throws {
        let bench = ToolBench(sts: Self.sts(), server: Self.kms)
        #expect(try await make(bench, context: EncryptionContext(["salt": "x"]).field) == "AQID")
    }

    @Test(arguments: [
        ("e30", "can't be decoded"), ("e30=\n", "can't be decoded"), ("W10=", "can't be decoded"),
        (EncryptionContext(["host": "evil.example"]).field, "for another server"),
        (EncryptionContext(["host": "TOOLS.example.com"]).field, "for another server"),
        (EncryptionContext(["host": "tools.example.com:443"]).field, "for another server"),
    ])
    func `a context that isn't the server's gets nothing`(context: String, words: String) async throws {
        let bench = ToolBench(sts: Self.sts(), server: Self.kms)
        let error = await #expect(throws: CommandError.self) { try await make(bench, context: context) }
        #expect(error?.description.contains(words) == true && bench.requests.isEmpty)
    }

    @Test func `another account and a key of another form get nothing`() async throws {
        let bench = ToolBench(sts: Self.sts(), server: Self.kms)
        let error = await #expect(throws: CommandError.self) { try await make(bench, account: "210987654321") }
        #expect(error?.status == .noPermission && error?.description.contains("210987654321") == true)
        await #expect(throws: CommandError.self) { try await make(bench, key: "alias/tools") }
        #expect(!bench.requests.contains { $0.action == "GetSessionToken" })
    }

    private static let role = "arn:aws:iam::123456789012:role/deploy"

    /// A machine whose person acts as a role. `sent` are the forms of the calls that opened sessions.
    private func acting(expiration: String = "2026-11-25T10:01:40Z", now: Date = ToolBench.now) -> ToolBench {
        ToolBench(
            environment: ToolBench.keys.filter { $0.key == "HOME" || $0.key == "AWS_EC2_METADATA_DISABLED" },
            files: [
                "/h/.aws/config": "[default]\nrole_arn = \(Self.role)\nsource_profile = keys\nduration_seconds = 3600",
                "/h/.aws/credentials":
                    "[keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI",
            ],
            sts: { action in
                action == "GetCallerIdentity"
                    ? STSAnswers.caller("arn:aws:sts::123456789012:assumed-role/deploy/ci", "AROAEXAMPLE0000000000:ci")
                    : STSAnswers.wrap(
                        action,
                        """
                        <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/deploy/ci</Arn><AssumedRoleId>\
                        AROAEXAMPLE0000000000:ci</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>\
                        ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>wJalrXUtnFEMI/K7MDENG</SecretAccessKey>\
                        <SessionToken>IQoJb3JpZ2luX2VjEXAMPLE</SessionToken><Expiration>\(expiration)</Expiration>\
                        </Credentials>
                        """)
            }, server: Self.kms, now: now)
    }

    @Test func `of a role, a session for fifteen minutes is handed over that may do nothing`() async throws {
        let bench = acting()
        #expect(try await make(bench) == "AQID")
        #expect(bench.requests.compactMap(\.action) == ["AssumeRole", "GetCallerIdentity", "AssumeRole"])
        let opened = bench.requests.filter { $0.action == "AssumeRole" }.map(\.text)
        #expect(opened[0].contains("DurationSeconds=3600") && !opened[0].contains("Policy="))
        #expect(
            opened[1].contains("DurationSeconds=900")
                && opened[1].contains("Policy=\(PercentEncoding.encode(SessionLimits.noPermissions))"))
        let sent = try JSONReader.read(try #require(bench.requests.last).body)
        let plaintext = try #require(sent["Plaintext"]?.string.flatMap(Base64.decode))
        #expect(String(decoding: plaintext, as: UTF8.self).contains(#""Expiration":"2026-11-25T10:01:40Z""#))
    }

    @Test func `a session of a role that lasts longer than it was asked for isn't handed over`() async throws {
        let bench = acting(expiration: "2026-11-25T10:46:40Z")
        await #expect(throws: CommandError.self) { try await make(bench) }
        #expect(!bench.requests.contains { $0.action == nil })
    }

    @Test func `a session that was given is never handed over, and the words name the proof that would do`()
        async throws
    {
        let role = ToolBench(
            environment: ToolBench.keys.merging(["AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLE"]) { $1 },
            sts: { action in
                action == "GetCallerIdentity"
                    ? STSAnswers.caller("arn:aws:sts::123456789012:assumed-role/deploy/ci", "AROAEXAMPLE0000000000:ci")
                    : Self.sts()(action)
            }, server: Self.kms)
        // A session of a user, perhaps one with MFA.
        let user = ToolBench(environment: role.environment, sts: Self.sts(), server: Self.kms)
        let root = ToolBench(
            sts: { action in
                action == "GetCallerIdentity"
                    ? STSAnswers.caller("arn:aws:iam::123456789012:root", "123456789012") : Self.sts()(action)
            }, server: Self.kms)
        for bench in [role, user, root] {
            let error = await #expect(throws: CommandError.self) { try await make(bench) }
            #expect(error?.status == .noPermission && error?.description.contains("proof “signed”") == true)
            #expect(bench.requests.compactMap(\.action) == ["GetCallerIdentity"])
        }
    }

    @Test(arguments: ["2026-11-25T09:46:40Z", "2026-11-25T22:00:00Z"])
    func `credentials that last longer, or have ended, aren't handed over`(expiration: String) async throws {
        let bench = ToolBench(sts: Self.sts(expiration), server: Self.kms)
        await #expect(throws: CommandError.self) { try await make(bench) }
        #expect(!bench.requests.contains { $0.action == nil })
    }

    @Test func `a token that is longer than KMS encrypts is told`() async throws {
        let bench = ToolBench(sts: Self.sts(token: String(repeating: "x", count: 4_000)), server: Self.kms)
        let error = await #expect(throws: CommandError.self) { try await make(bench) }
        #expect(error?.description.contains("4096 bytes") == true && !bench.requests.contains { $0.action == nil })
    }

    @Test func `what AWS refuses is told with the operation`() async throws {
        let bench = ToolBench(
            sts: Self.sts(), server: { _ in .answer(400, #"{"__type":"AccessDeniedException","message":"no"}"#) })
        let error = await #expect(throws: CommandError.self) { try await make(bench) }
        #expect(error?.status == .noPermission && error?.description.contains("kms:Encrypt") == true)
    }
}

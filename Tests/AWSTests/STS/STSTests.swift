import AWS
import Cryptography
import FoundationEssentials
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1))) struct STSTests {
    static func response(_ operation: String) -> String {
        IAMResponses.wrap(
            operation,
            """
            <Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
            <Expiration>2015-08-30T13:36:00Z</Expiration></Credentials><PackedPolicySize>6</PackedPolicySize>\
            <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s1</Arn><AssumedRoleId>AROA:s1</AssumedRoleId>\
            </AssumedRoleUser>
            """)
    }

    @Test func `all parameters of AssumeRole are sent under AWS's names`() async throws {
        let transport = ScriptedTransport([.ok(Self.response("AssumeRole"))])
        let assumed = try await STS(Client.make(transport)).assumeRole(
            AssumeRoleInput(
                roleARN: .known("arn:aws:iam::123456789012:role/r"), roleSessionName: .known("al@x"),
                durationSeconds: 900, sourceIdentity: .known("al@x"), policy: "{}",
                policyARNs: [.known("arn:aws:iam::aws:policy/P")], tags: [Tag(key: "k", value: "v w")],
                transitiveTagKeys: ["k"], externalID: "e/x"))
        #expect(assumed.credentials.accessKeyID == "ASIA1" && assumed.credentials.sessionToken?.reveal() == "t")
        #expect(assumed.credentials.expiration == Date.example.addingTimeInterval(3_600))
        #expect(assumed.packedPolicySize == 6 && assumed.assumedRoleARN.resource == "assumed-role/r/s1")
        #expect(
            transport.requests.first?.form == [
                "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": "arn:aws:iam::123456789012:role/r",
                "RoleSessionName": "al@x", "DurationSeconds": "900", "SourceIdentity": "al@x", "Policy": "{}",
                "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/P", "Tags.member.1.Key": "k",
                "Tags.member.1.Value": "v w", "TransitiveTagKeys.member.1": "k", "ExternalId": "e/x",
            ])
    }

    @Test func `GetSessionToken opens a session with the MFA code`() async throws {
        let transport = ScriptedTransport([
            .ok(Self.response("GetSessionToken")), .ok(Self.response("GetSessionToken")),
        ])
        let sts = STS(try Client.make(transport))
        let code = try #require(MFACode(serialNumber: "arn:aws:iam::123456789012:mfa/alice", code: "123456"))
        let opened = try await sts.getSessionToken(durationSeconds: 900, mfa: code)
        #expect(opened.accessKeyID == "ASIA1" && opened.sessionToken?.reveal() == "t")
        #expect(opened.expiration == Date.example.addingTimeInterval(3_600))
        _ = try await sts.getSessionToken()
        #expect(
            transport.requests.map(\.form) == [
                [
                    "Action": "GetSessionToken", "Version": "2011-06-15", "DurationSeconds": "900",
                    "SerialNumber": "arn:aws:iam::123456789012:mfa/alice", "TokenCode": "123456",
                ],
                ["Action": "GetSessionToken", "Version": "2011-06-15"],
            ])
    }

    @Test func `AssumeRoleWithWebIdentity isn't signed`() async throws {
        let transport = ScriptedTransport([.ok(Self.response("AssumeRoleWithWebIdentity"))])
        _ = try await STS(Client.make(transport)).assumeRoleWithWebIdentity(
            roleARN: .known("arn:aws:iam::123456789012:role/r"), roleSessionName: .known("s1"),
            webIdentityToken: Secret("a.b.c"))
        #expect(transport.requests.first?.head.headerFields[.authorization] == nil)
        #expect(transport.requests.first?.form["WebIdentityToken"] == "a.b.c")
    }

    private static let token = "eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJhcm4ifQ.c2ln_-"

    private func webIdentityToken(_ text: String, more: String = "") async throws -> IssuedToken {
        let body = IAMResponses.wrap("GetWebIdentityToken", "<WebIdentityToken>\(text)</WebIdentityToken>\(more)")
        return try await STS(Client.make(ScriptedTransport([.ok(body)]))).getWebIdentityToken(
            audience: "tools.example.com", algorithm: .es384, durationSeconds: 300)
    }

    @Test func `GetWebIdentityToken names the audience, the algorithm and the duration`() async throws {
        let body = IAMResponses.wrap(
            "GetWebIdentityToken",
            "<WebIdentityToken>\(Self.token)</WebIdentityToken><Expiration>2015-08-30T13:36:00Z</Expiration>")
        let transport = ScriptedTransport([.ok(body)])
        let found = try await STS(Client.make(transport)).getWebIdentityToken(
            audience: "tools.example.com:8443", algorithm: .rs256, durationSeconds: 60)
        #expect(found == IssuedToken(token: Secret(Self.token), expiration: .example.addingTimeInterval(3_600)))
        #expect(
            transport.requests.first?.form == [
                "Action": "GetWebIdentityToken", "Version": "2011-06-15", "Audience.member.1": "tools.example.com:8443",
                "SigningAlgorithm": "RS256", "DurationSeconds": "60",
            ])
        #expect(try await webIdentityToken(Self.token).expiration == nil)
    }

    @Test(arguments: ["", "a.b", "a.b.c.d", "a..c", ".b.c", "a.b.", "a b.c.d", "a.b.c\n", "a.b.c=", "a.b.é"])
    func `what is no token in GetWebIdentityToken's answer is refused`(text: String) async {
        await #expect(throws: AWSError.self) { try await webIdentityToken(text) }
    }
}

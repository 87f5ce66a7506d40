import AWS
import HTTPTypes
import Secrets
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1))) struct RequestedSessionTests {
    private static let keys = ["AWS_ACCESS_KEY_ID": "AKIAB", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let device = "arn:aws:iam::123456789012:mfa/alice"

    private func lookup(_ session: RequestedSession, answering operation: String) -> CredentialsLookup {
        var lookup = CredentialsLookup(environment: Self.keys)
        lookup.transport = ScriptedTransport([.ok(STSTests.response(operation))])
        lookup.session = session
        return lookup
    }

    @Test func `a role is assumed with the credentials that were found`() async throws {
        let role = try ARN.known("arn:aws:iam::123456789012:role/r")
        let lookup = lookup(
            RequestedSession(
                roleARN: role, roleSessionName: try .known("me"), externalID: "e", policy: "{}", durationSeconds: 900),
            answering: "AssumeRole")
        #expect(try await lookup.load().accessKeyID == "ASIA1")
        let request = try #require(lookup.transport.requests.first)
        #expect(request.head.headerFields[.authorization]?.contains("Credential=AKIAB/") == true)
        #expect(
            request.form == [
                "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": role.rawValue, "RoleSessionName": "me",
                "ExternalId": "e", "Policy": "{}", "DurationSeconds": "900",
            ])
    }

    @Test func `where they came from is told with the session`() async throws {
        let role = try ARN.known("arn:aws:iam::123456789012:role/r")
        let lookup = lookup(RequestedSession(roleARN: role), answering: "AssumeRole")
        #expect(try await lookup.origin() == .session(of: role, by: .environment))
    }

    @Test func `an MFA code opens a session of the user's own`() async throws {
        var lookup = lookup(
            RequestedSession(roleARN: nil, mfaSerialNumber: Self.device), answering: "GetSessionToken")
        #expect(try await lookup.refusal().contains("MFA code"))
        lookup.mfa = AskedSessions()
        #expect(try await lookup.load().accessKeyID == "ASIA1")
        let form = try #require(lookup.transport.requests.first?.form)
        #expect(form["Action"] == "GetSessionToken")
        #expect(form["SerialNumber"] == Self.device && form["TokenCode"] == "123456")
    }

    private static let role = "arn:aws:iam::123456789012:role/r"

    private func session(_ seconds: Int?) throws -> RequestedSession {
        RequestedSession(roleARN: try .known(Self.role), durationSeconds: seconds, mfaSerialNumber: Self.device)
    }

    @Test(arguments: [nil, 900, 3_600])
    func `for an hour at most, the role is assumed with a session that the code opens`(seconds: Int?) async throws {
        var lookup = lookup(try session(seconds), answering: "GetSessionToken")
        lookup.mfa = AskedSessions()
        lookup.transport = ScriptedTransport([
            .ok(STSTests.response("GetSessionToken")), .ok(STSTests.response("AssumeRole")),
        ])
        #expect(try await lookup.load().accessKeyID == "ASIA1")
        let requests = lookup.transport.requests
        try #require(requests.map { $0.form["Action"] } == ["GetSessionToken", "AssumeRole"])
        #expect(requests[0].form["SerialNumber"] == Self.device && requests[0].form["TokenCode"] == "123456")
        #expect(requests[0].form["DurationSeconds"] == nil)
        #expect(requests[1].form["SerialNumber"] == nil && requests[1].form["RoleArn"] == Self.role)
        #expect(requests[1].form["DurationSeconds"] == seconds.map(String.init))
        #expect(requests[1].head.headerFields[.authorization]?.contains("Credential=ASIA1/") == true)
    }

    @Test func `for more than an hour, and with another session, the code goes to the role itself`() async throws {
        let temporary = Self.keys.merging(["AWS_SESSION_TOKEN": "t"]) { $1 }
        for (seconds, keys) in [(3_601, Self.keys), (900, temporary)] {
            var lookup = CredentialsLookup(environment: keys)
            lookup.transport = ScriptedTransport([.ok(STSTests.response("AssumeRole"))])
            lookup.session = try session(seconds)
            lookup.mfa = AskedSessions()
            #expect(try await lookup.load().accessKeyID == "ASIA1")
            let form = try #require(lookup.transport.requests.first?.form)
            #expect(form["Action"] == "AssumeRole" && form["TokenCode"] == "123456")
        }
    }

    private static func error(_ code: String) -> ScriptedTransport.Step {
        .respond(
            status: 403, body: "<ErrorResponse><Error><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>")
    }

    @Test(arguments: [("ExpiredToken", 4), ("InvalidClientTokenId", 4), ("AccessDenied", 2)])
    func `a kept session that AWS has ended is replaced once`(code: String, calls: Int) async throws {
        var lookup = lookup(try session(nil), answering: "GetSessionToken")
        lookup.mfa = AskedSessions()
        lookup.transport = ScriptedTransport([
            .ok(STSTests.response("GetSessionToken")), Self.error(code), .ok(STSTests.response("GetSessionToken")),
            Self.error(code),
        ])
        let refused = lookup
        await #expect(throws: AWSError.self) { try await refused.load() }
        #expect(lookup.transport.requests.count == calls)
    }

    /// Has a session from before.
    private final class KeptSession: MFASessions {
        private let isForgotten = Mutex(false)

        func session(
            for request: MFASessionRequest, opening open: (MFACode) async throws(AWSError) -> Credentials
        ) async throws(AWSError) -> Credentials {
            guard isForgotten.withLock({ $0 }) else {
                return Credentials(
                    accessKeyID: "ASIA0", secretAccessKey: Secret("s"), sessionToken: Secret("t"), expiration: nil)
            }
            guard let code = MFACode(serialNumber: request.serialNumber, code: "654321") else { throw .credentials("") }
            return try await open(code)
        }

        func forget(_ request: MFASessionRequest) async { isForgotten.withLock { $0 = true } }
    }

    /// A trust may ask how long ago the code was given (`aws:MultiFactorAuthAge`).
    @Test func `a role that refuses a kept session is tried with a new code once`() async throws {
        var lookup = lookup(try session(nil), answering: "AssumeRole")
        lookup.mfa = KeptSession()
        let opened = STSTests.response("GetSessionToken")
        lookup.transport = ScriptedTransport([
            Self.error("AccessDenied"), .ok(opened), .ok(STSTests.response("AssumeRole")),
        ])
        #expect(try await lookup.load().accessKeyID == "ASIA1")
        #expect(lookup.transport.requests.map { $0.form["Action"] } == ["AssumeRole", "GetSessionToken", "AssumeRole"])
        #expect(lookup.transport.requests[1].form["TokenCode"] == "654321")
        lookup.mfa = KeptSession()
        lookup.transport = ScriptedTransport([Self.error("AccessDenied"), .ok(opened), Self.error("AccessDenied")])
        let refused = lookup
        await #expect(throws: AWSError.self) { try await refused.load() }
        #expect(lookup.transport.requests.count == 3)
    }
}

import AWS
import HTTPTypes
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

    @Test func `an MFA code goes to the role, or opens a session of the user's own`() async throws {
        for role in [nil, try ARN.known("arn:aws:iam::123456789012:role/r")] {
            let operation = role == nil ? "GetSessionToken" : "AssumeRole"
            var lookup = lookup(RequestedSession(roleARN: role, mfaSerialNumber: Self.device), answering: operation)
            #expect(try await lookup.refusal().contains("MFA code"))
            lookup.mfa = AskedSessions()
            #expect(try await lookup.load().accessKeyID == "ASIA1")
            let form = try #require(lookup.transport.requests.first?.form)
            #expect(form["Action"] == operation)
            #expect(form["SerialNumber"] == Self.device && form["TokenCode"] == "123456")
        }
    }
}

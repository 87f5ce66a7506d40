import AWS
import Testing

@Suite(.timeLimit(.minutes(1))) struct SessionLimitsTests {
    private static let limits = SessionLimits(durationSeconds: 900, policy: SessionLimits.noPermissions)
    private static let role = "arn:aws:iam::123456789012:role/r"
    private static let keys = ["AWS_ACCESS_KEY_ID": "AKIAB", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let config = """
        [profile first]
        role_arn = \(role)1
        source_profile = keys
        duration_seconds = 7200
        [profile second]
        role_arn = \(role)2
        source_profile = first
        [profile itself]
        role_arn = \(role)3
        source_profile = itself
        aws_access_key_id = AKIAI
        aws_secret_access_key = s
        [profile token]
        role_arn = \(role)4
        web_identity_token_file = /token
        [profile above]
        role_arn = \(role)5
        source_profile = token
        """
    private static let files = [
        "/h/.aws/config": config, "/h/.aws/credentials": "[keys]\naws_access_key_id = A\naws_secret_access_key = s",
        "/token": "a.b.c",
    ]

    private func lookup(
        _ environment: [String: String] = [:], profile: String? = nil, _ operations: String...
    ) -> CredentialsLookup {
        var lookup = CredentialsLookup(
            environment: environment.merging(["HOME": "/h"]) { own, _ in own }, files: Self.files,
            transport: ScriptedTransport(operations.map { .ok(STSTests.response($0)) }), profile: profile)
        lookup.limits = Self.limits
        return lookup
    }

    /// Of each session that was opened: the end of its role's name, and whether it was cut down.
    private func opened(by lookup: CredentialsLookup) async throws -> [String: Bool] {
        #expect(try await lookup.origin().isOpenedRole)
        return Dictionary(
            uniqueKeysWithValues: try lookup.transport.requests.map { request in
                let (policy, seconds) = (request.form["Policy"], request.form["DurationSeconds"])
                let isCutDown = policy == SessionLimits.noPermissions && seconds == "900"
                #expect(isCutDown || policy == nil && seconds != "900")
                return (String(try #require(request.form["RoleArn"]).dropFirst(Self.role.utf8.count)), isCutDown)
            })
    }

    @Test func `the session at the end is cut down, and none on the way to it`() async throws {
        #expect(try await opened(by: lookup(profile: "first", "AssumeRole")) == ["1": true])
        #expect(try await opened(by: lookup(profile: "second", "AssumeRole", "AssumeRole")) == ["1": false, "2": true])
        #expect(try await opened(by: lookup(profile: "itself", "AssumeRole")) == ["3": true])
        let token = "AssumeRoleWithWebIdentity"
        #expect(try await opened(by: lookup(profile: "token", token)) == ["4": true])
        #expect(try await opened(by: lookup(profile: "above", token, "AssumeRole")) == ["4": false, "5": true])
        let variables = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "\(Self.role)6"]
        #expect(try await opened(by: lookup(variables, token)) == ["6": true])
    }

    @Test func `a session that is asked for besides is the end`() async throws {
        for (profile, operations) in [("first", ["1": false, "": true]), (nil, ["": true])] {
            var lookup = lookup(profile == nil ? Self.keys : [:], profile: profile, "AssumeRole", "AssumeRole")
            lookup.session = RequestedSession(
                roleARN: try .known(Self.role), policy: #"{"Version":"2012-10-17","Statement":[]}"#,
                durationSeconds: 3_600)
            #expect(try await opened(by: lookup) == operations)
        }
    }

    @Test func `what isn't a role's session stays as it is, and the origin tells`() async throws {
        let mfa = AskedSessions()
        var user = lookup(Self.keys, "GetSessionToken")
        user.session = RequestedSession(roleARN: nil, mfaSerialNumber: "arn:aws:iam::123456789012:mfa/alice")
        user.mfa = mfa
        #expect(try await !user.origin().isOpenedRole)
        #expect(user.transport.requests.first?.form["Policy"] == nil)
        #expect(try await !lookup(Self.keys).origin().isOpenedRole)
        #expect(try await !lookup(profile: "keys").origin().isOpenedRole)
    }
}

import AWS
import Concurrency
import Formats
import Grants
import HTTPTypes
import Problems
import TestSupport
import Testing
import Transport

@testable import FakeAWS

@Suite(.timeLimit(.minutes(1))) struct GrantIssuerTests {
    private static let tooLarge = RoleServer.Answer.error(400, "PackedPolicyTooLarge")

    private func issue(_ request: GrantRequest, by server: RoleServer) async throws -> Grant {
        try await GrantIssuer(client: server.client(timekeeper: ManualClock().movedByWaits)).issue(request)
    }

    @Test func `the session has the person, the tags, the policy and the external ID`() async throws {
        let server = RoleServer()
        var request = try GrantRequest.make(
            "auth0|7",
            tags: [
                SessionTag(Tag(key: "a", value: "1"), reach: .transitive), .optional("b"),
                SessionTag(Tag(key: "c", value: "2"), reach: .transitive, need: .optional),
            ])
        request.policy = "{}"
        request.durationSeconds = 900
        let grant = try await issue(request, by: server)
        #expect(
            server.forms == [
                [
                    "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": "arn:aws:iam::123456789012:role/apps/r",
                    "RoleSessionName": "auth0=7C7", "SourceIdentity": "auth0=7C7", "DurationSeconds": "900",
                    "Policy": "{}", "ExternalId": "external", "Tags.member.1.Key": "a", "Tags.member.1.Value": "1",
                    "Tags.member.2.Key": "b", "Tags.member.2.Value": "v", "Tags.member.3.Key": "c",
                    "Tags.member.3.Value": "2", "TransitiveTagKeys.member.1": "a", "TransitiveTagKeys.member.2": "c",
                ]
            ])
        #expect(grant.credentials.accessKeyID == "ASIA1" && grant.packedPolicySize == 6)
        #expect(grant.tags.map(\.key) == ["a", "b", "c"] && grant.droppedTags.isEmpty)
    }

    @Test func `the journal has the call`() async throws {
        let journal = CallJournal()
        let issuer = GrantIssuer(client: try RoleServer().client(timekeeper: ManualClock().movedByWaits))
        _ = try await issuer.issue(.make(), journal: journal)
        #expect(journal.entries.map(\.operation) == ["AssumeRole"])
    }

    /// Whatever number of tags AWS has room for: those that stand first stay, and one more wouldn't have fitted.
    @Test(arguments: [1, 2, 3, 7, 12, 30, 49])
    func `as few optional tags as possible are dropped, from the last on`(count: Int) async throws {
        let tags = [SessionTag.required("first")] + (0..<count).map { SessionTag.optional("o\($0)") }
        for room in 0...count {
            let server = RoleServer { RoleServer.tagKeys($0).count > room + 1 ? Self.tooLarge : .session() }
            let grant = try await issue(.make(tags: tags), by: server)
            #expect(grant.tags.map(\.key) == ["first"] + (0..<room).map { "o\($0)" })
            #expect(grant.droppedTags == (room..<count).map { "o\($0)" })
            #expect(grant.packedPolicySize == 2 * (room + 1))
            #expect(server.forms.count <= 8, "\(count) tags, room for \(room)")
        }
    }

    @Test func `required tags are never dropped, wherever they stand`() async throws {
        let server = RoleServer { RoleServer.tagKeys($0).count > 3 ? Self.tooLarge : .session() }
        let tags: [SessionTag] = [.optional("a"), .required("b"), .optional("c"), .required("d"), .optional("e")]
        let grant = try await issue(.make(tags: tags), by: server)
        #expect(grant.tags.map(\.key) == ["a", "b", "d"] && grant.droppedTags == ["c", "e"])
    }

    @Test func `a dropped tag isn't named as transitive`() async throws {
        let server = RoleServer { RoleServer.tagKeys($0).count > 1 ? Self.tooLarge : .session() }
        let tag = SessionTag(Tag(key: "b", value: "v"), reach: .transitive, need: .optional)
        _ = try await issue(.make(tags: [.required("a"), tag]), by: server)
        #expect(server.forms.last?["TransitiveTagKeys.member.1"] == nil)
    }

    @Test(arguments: [0, 1, 5]) func `what is too large without optional tags is refused`(count: Int) async throws {
        let server = RoleServer { _ in Self.tooLarge }
        let tags = [SessionTag.required("a")] + (0..<count).map { SessionTag.optional("o\($0)") }
        let error = await #expect(throws: GrantError.self) { try await issue(.make(tags: tags), by: server) }
        #expect(error?.problem.kind == "session-tags-too-large")
        #expect(server.forms.count == min(count, 1) + 1)
    }

    @Test(
        arguments: [
            (
                403, "AccessDenied", "User: x is not authorized to perform: sts:AssumeRole on resource: r",
                "sts:AssumeRole"
            ),
            (
                403, "AccessDenied", "User: x is not authorized to perform: sts:TagSession on resource: r",
                "sts:TagSession"
            ),
            (
                403, "AccessDenied", "User: x is not authorized to perform: sts:SetSourceIdentity on resource: r",
                "sts:SetSourceIdentity"
            ),
            (403, "AccessDenied", "no", nil),
        ] as [(Int, String, String, String?)])
    func `a role that doesn't let the broker in is told, with the permission that AWS names`(
        status: Int, code: String, message: String, permission: String?
    ) async throws {
        let server = RoleServer { _ in .error(status, code, message: message) }
        let error = await #expect(throws: GrantError.self) { try await issue(.make(), by: server) }
        guard case .denied(permission, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.problem.kind == "access-role-denied" && error?.problem.status.code == 502)
        #expect(error?.problem.members.first?.value.string == permission)
        #expect(server.forms.count == 1)
    }

    @Test(arguments: [
        ("ValidationError", "access-role-refused"), ("MalformedPolicyDocument", "access-role-refused"),
        ("ExpiredToken", "no-aws-credentials"), ("RegionDisabledException", "aws-refused"),
    ])
    func `another refusal of AWS's is told by its kind`(code: String, kind: String) async throws {
        let server = RoleServer { _ in .error(400, code) }
        let error = await #expect(throws: GrantError.self) { try await issue(.make(), by: server) }
        #expect(error?.problem.kind == kind)
    }

    @Test func `a failure while tags are dropped is told as it is`() async throws {
        let server = RoleServer {
            switch RoleServer.tagKeys($0).count {
            case 5: Self.tooLarge
            case 0: .session()
            default: .error(403, "AccessDenied")
            }
        }
        let tags = (0..<5).map { SessionTag.optional("o\($0)") }
        let error = await #expect(throws: GrantError.self) { try await issue(.make(tags: tags), by: server) }
        #expect(error?.problem.kind == "access-role-denied")
    }

    @Test func `sessions are paced, so that AWS isn't asked more often than the limiter allows`() async throws {
        let server = RoleServer()
        let clock = ManualClock()
        let limiter = RateLimiter(maximumRate: 10, pacing: .sessions, timekeeper: clock.movedByWaits)
        let issuer = GrantIssuer(client: try server.client(rateLimiter: limiter, timekeeper: clock.movedByWaits))
        for number in 0..<50 { _ = try await issuer.issue(.make("person\(number)")) }
        #expect((4.7...5.0).contains(clock.passed))
    }
}

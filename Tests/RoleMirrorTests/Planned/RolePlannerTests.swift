import AWS
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RolePlannerTests {
    private func observation(
        role: RoleSnapshot? = nil, quotas: [String: Int] = [:], inline: [UserSnapshot.Inline] = []
    ) throws -> Observation {
        Observation(
            user: UserSnapshot(user: try .make(), inline: inline), role: role,
            quotas: RoleQuotas(accountSummary: quotas))
    }

    private func claim() throws -> RoleClaim {
        RoleClaim(of: try userName("alice"), record: nil, naming: .usual)
    }

    private func excesses(_ observation: Observation, _ bench: MirrorBench) async throws -> [LimitExcess] {
        do {
            _ = try await bench.planner.assess(observation, claim: claim(), identity: .usual, revocation: nil)
            return []
        } catch RoleMirrorError.limitsExceeded(let excesses) {
            return excesses
        }
    }

    @Test func `a role that isn't there needs room among the account's roles`() async throws {
        let bench = try MirrorBench()
        let full = ["Roles": 1_000, "RolesQuota": 1_000]
        let expected = [LimitExcess(limit: .roles, needed: 1_001, allowed: 1_000)]
        #expect(try await excesses(observation(quotas: full), bench) == expected)
        #expect(try await excesses(observation(role: RoleModel(of: .make()).snapshot(), quotas: full), bench).isEmpty)
    }

    @Test func `policies of Latchkey's own need room among the account's, unless they are there`() async throws {
        let bench = try MirrorBench()
        let inline = (0..<6).map { number -> UserSnapshot.Inline in
            .make("Allow", "s3:\(number)\(String(repeating: "a", count: 3_000))")
        }
        let full = try observation(quotas: ["Policies": 10, "PoliciesQuota": 10], inline: inline)
        let own = try RolePlan.make(inline: inline).ownPolicies.keys
        #expect(!own.isEmpty)
        #expect(
            try await excesses(full, bench) == [LimitExcess(limit: .policies, needed: 10 + own.count, allowed: 10)])
        bench.account.with { world in
            for arn in own { world.policies[arn.description] = ["v1"] }
        }
        #expect(try await excesses(full, bench).isEmpty)
    }

    @Test func `a role at another path is not Latchkey's`() async throws {
        let bench = try MirrorBench()
        var snapshot = try RoleModel(of: .make()).snapshot()
        snapshot.role.arn = try arn("arn:aws:iam::123456789012:role/user_alice")
        let elsewhere = try observation(role: snapshot)
        let error = await #expect(throws: RoleMirrorError.self) {
            _ = try await bench.planner.assess(elsewhere, claim: claim(), identity: .usual, revocation: nil)
        }
        guard case .foreignRole(snapshot.role.arn) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        arguments: [
            // Seconds since the revocation that is asked for and since the one that the role tells of, and the one planned.
            (100.0, nil, 100.0), (nil, 100.0, 100.0), (100.0, 50.0, 50.0), (43_500.0, nil, 43_500.0),
            (43_501.0, nil, nil),
        ] as [(Double?, Double?, Double?)])
    func `the later revocation is planned until every session from before it has expired`(
        asked: Double?, standing: Double?, planned: Double?
    ) async throws {
        let bench = try MirrorBench()
        func date(_ age: Double?) -> Date? { age.map { bench.clock.now - $0 } }
        let role = try RoleModel(of: .make(revokedBefore: date(standing))).snapshot()
        let assessment = try await bench.planner.assess(
            observation(role: role), claim: claim(), identity: .usual, revocation: date(asked))
        #expect(assessment.plan.inlinePolicies[.revocation]?.deniedSessionsEnd == date(planned))
    }

    @Test func `an assessment's changes lead from what is to what is planned`() async throws {
        let bench = try MirrorBench()
        let old = RoleModel(of: try .make(inline: [.make("Allow", "s3:*")]))
        let assessment = try await bench.planner.assess(
            observation(role: old.snapshot(), inline: [.make("Allow", "ec2:*")]), claim: claim(), identity: .usual,
            revocation: nil)
        #expect(old.applying(assessment.changes) == RoleModel(of: assessment.plan))
        let inline = assessment.plan.inlinePolicies
        #expect(
            assessment.changes.all == [
                .putInline(.deny, try #require(inline[.deny])), .putInline(.allow, try #require(inline[.allow])),
            ])
    }
}

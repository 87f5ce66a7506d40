import AWS
import FoundationEssentials
import RoleMirror
import Testing

@testable import FakeAWS
@testable import RoleCleanup

@Suite(.timeLimit(.minutes(1)))
struct UnusedPolicySearchTests {
    /// The ARN of a policy that Latchkey made for a user's role; each document has another digest.
    private func policy(of user: String, digest: Character = "0") throws -> String {
        let bench = try CleanupBench()
        let mark = bench.naming.policyMark(of: bench.naming.roleName(for: try userName(user)))
        return "arn:aws:iam::123456789012:policy/user-role/latchkey-\(mark)-\(String(repeating: digest, count: 24))"
    }

    @Test(arguments: [true, false])
    func `unused policies go with all their versions, whether or not their role exists`(roleIsThere: Bool) async throws
    {
        let bench = try CleanupBench()
        let policies = [try policy(of: "zoe"), try policy(of: "zoe", digest: "f")]
        if roleIsThere { bench.account.add("zoe", expiresAt: CleanupBench.now + 10) }
        bench.account.with { $0.policies = [policies[0]: ["v1", "v2", "v3"], policies[1]: ["v4"]] }
        try await bench.removeUnusedPolicies(.dryRun)
        #expect(bench.counts == ["wouldBeRemoved": 2])
        #expect(bench.account.with { $0.policies.count } == 2)
        try await bench.removeUnusedPolicies()
        #expect(bench.counts == ["wouldBeRemoved": 2, "removed": 2])
        #expect(bench.account.with { $0.policies.isEmpty })
        #expect(bench.account.roleNames == (roleIsThere ? ["user_zoe"] : []))
    }

    @Test func `policies that are used, young or of unknown origin stay`() async throws {
        let bench = try CleanupBench()
        let (attached, bounding, young) = (try policy(of: "zoe"), try policy(of: "yan"), try policy(of: "xia"))
        let foreign = [
            "arn:aws:iam::123456789012:policy/user-role/latchkey-notes",
            "arn:aws:iam::123456789012:policy/user-role/latchkey-0123456789ab-0123456789AB0123456789ab",
            "arn:aws:iam::123456789012:policy/\(try arn(attached).resourceName)",
            "arn:aws:iam::123456789012:policy/user-role/deeper/\(try arn(attached).resourceName)",
        ]
        bench.account.add("zoe", expiresAt: CleanupBench.now + 10, attached: [attached])
        bench.account.add("yan", expiresAt: CleanupBench.now + 10)
        bench.account.with { world in
            world.roles["user_yan"]?.boundary = bounding
            for policy in [attached, bounding, young] + foreign { world.policies[policy] = ["v1"] }
            // 59 minutes ago.
            world.policyDates[young] = "2023-11-14T21:14:20Z"
        }
        for counts in [true, false] {
            bench.account.with { $0.countsUses = counts }
            try await bench.removeUnusedPolicies()
            #expect(bench.account.with { $0.policies.count } == 7)
            #expect(bench.counts == (counts ? [:] : ["stayed": 2]))
        }
    }

    @Test func `a policy that a login attaches after it was found stays`() async throws {
        let taken = try policy(of: "zoe")
        for moment in ["GetPolicy", "DeletePolicy"] {
            let bench = try CleanupBench { operation, world in
                if operation == moment { world.roles["user_other"]?.attached = [taken] }
                return nil
            }
            bench.account.add("other", expiresAt: CleanupBench.now + 10)
            bench.account.with { $0.policies[taken] = ["v1"] }
            try await bench.removeUnusedPolicies()
            #expect(bench.counts == ["stayed": 1], "\(moment)")
            #expect(bench.account.with { $0.policies[taken] } == ["v1"])
        }
    }

    @Test func `a policy that cannot be deleted is told of and does not keep the others`() async throws {
        let bench = try CleanupBench { operation, world in
            let isFirst = world.operations.count { $0 == operation } == 1
            return operation == "DeletePolicy" && isFirst ? (403, "AccessDenied") : nil
        }
        let policies = try ["a", "b", "c"].map { try policy(of: $0) }
        bench.account.with { world in for policy in policies { world.policies[policy] = ["v1"] } }
        try await bench.removeUnusedPolicies()
        #expect(bench.counts == ["failed": 1, "removed": 2])
        #expect(bench.account.with { $0.policies.count } == 1)
    }
}

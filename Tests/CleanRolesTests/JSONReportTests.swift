import AWS
import FoundationEssentials
import RoleCleanup
import Testing

@testable import FakeAWS
@testable import clean_roles

@Suite struct JSONReportTests {
    private struct Document: Decodable {
        struct Role: Decodable, Equatable {
            var username: String?
            var role_arn: String
            var reason: String
            var outcome: String
        }
        struct Policy: Decodable, Equatable {
            var policy_arn: String
            var outcome: String
        }
        var dry_run: Bool
        var roles: [Role]
        var policies: [Policy]
        var expired: Int
        var users_gone: Int
        var orphaned: Int
        var removed: Int
        var would_be_removed: Int
        var unused_policies: Int
        var removed_policies: Int
        var policies_that_would_be_removed: Int
        var stayed: Int
        var left_alone: Int
        var failed: Int
        var throttled: Int
        var ms: Int
    }

    private func document(
        _ mode: RoleCleanup.Mode, _ body: (CleanupReport) throws -> Void = { _ in }
    ) throws -> Document {
        let printed = Printed()
        let report = printed.report(JSONReport(), mode)
        try body(report)
        _ = report.finish(throttledTries: 3)
        #expect(printed.output.hasSuffix("}\n"))
        return try JSONDecoder().decode(Document.self, from: Data(printed.output.utf8))
    }

    @Test func `a run with nothing to do is a whole document`() throws {
        let document = try document(.remove)
        #expect(!document.dry_run)
        #expect(document.roles.isEmpty && document.policies.isEmpty)
        #expect((document.expired, document.removed, document.throttled) == (0, 0, 3))
    }

    @Test func `roles and policies are told with their outcomes`() throws {
        let document = try document(.remove) { report in
            report.add(.ann, .removed)
            report.add(.bob, .stayed)
            report.add(.orphan, .leftAlone)
            report.add(try policyARN("latchkey-1"), .removed)
            report.add(try policyARN("latchkey-2"), .stayed)
        }
        #expect(
            document.roles == [
                .init(
                    username: "ann", role_arn: RemovalCandidate.ann.roleARN, reason: "expired", outcome: "removed"),
                .init(
                    username: "bob", role_arn: RemovalCandidate.bob.roleARN, reason: "user-gone",
                    outcome: "stayed: in use, or used again meanwhile"),
                .init(
                    username: nil, role_arn: RemovalCandidate.orphan.roleARN, reason: "orphaned",
                    outcome: "left alone: nothing says that Latchkey made it"),
            ])
        #expect(document.policies.map(\.outcome) == ["removed", "stayed: in use, or used again meanwhile"])
        #expect((document.expired, document.users_gone, document.orphaned) == (1, 1, 1))
        #expect((document.removed, document.removed_policies, document.unused_policies) == (1, 1, 2))
        #expect((document.stayed, document.left_alone, document.failed) == (2, 1, 0))
        #expect((document.would_be_removed, document.policies_that_would_be_removed) == (0, 0))
    }

    @Test func `a dry run counts nothing as removed`() throws {
        let document = try document(.dryRun) { report in
            report.add(.ann, .wouldBeRemoved)
            report.add(try policyARN("latchkey-1"), .wouldBeRemoved)
        }
        #expect(document.dry_run)
        #expect(document.roles.map(\.outcome) == ["would be removed"])
        #expect((document.removed, document.removed_policies) == (0, 0))
        #expect((document.would_be_removed, document.policies_that_would_be_removed) == (1, 1))
    }
}

import AWS
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RolePreviewerTests {
    private func preview(_ bench: MirrorBench) async throws -> RolePreview {
        let alice = try await bench.alice()
        var preview: RolePreview?
        let operations = try await bench.operations {
            preview = try await bench.previewer.preview(of: alice.userName, identity: .usual)
        }
        #expect(operations.writes.isEmpty)
        return try #require(preview)
    }

    @Test func `a preview before the first login creates the role in words, and writes nothing`() async throws {
        let bench = try MirrorBench()
        let preview = try await preview(bench)
        #expect(!preview.hasRole)
        #expect(preview.record == nil)
        #expect(preview.changes.first == .create(preview.plan))
        #expect(preview.changes.dropFirst() == [.putInline(.deny, try #require(preview.plan.inlinePolicies[.deny]))])
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test func `a preview after a login has no changes until the user has changed`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        #expect(try await preview(bench).changes.isEmpty)
        bench.account.with { $0.userPolicies["alice"] = UserSnapshot.Inline.make("Allow", "s3:*").document }
        #expect(try await preview(bench).changes.count == 1)
        #expect(bench.role.map { Array($0.inline.keys) } == ["latchkey-deny"])
    }

    @Test func `a preview tells of a revocation by the record too`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile(revoking: bench.clock.now)
        #expect(try await preview(bench).revokedBefore == bench.clock.now)
        bench.account.with { $0.roles = [:] }
        #expect(try await preview(bench).revokedBefore == bench.clock.now)
    }

    @Test func `a role of another user of that name counts as none, and stays`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        bench.account.with { $0.userIDs["alice"] = "AIDB" }
        let preview = try await preview(bench)
        #expect(!preview.hasRole)
        #expect(preview.changes.first == .create(preview.plan))
        #expect(preview.changes.dropFirst() == [.putInline(.deny, try #require(preview.plan.inlinePolicies[.deny]))])
        #expect(bench.account.roleNames == ["user_alice"])
    }
}

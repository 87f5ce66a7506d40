import RoleCleanup
import Testing

@testable import clean_roles

@Suite struct CleanupCountsTests {
    private static func role(_ reason: RemovalCandidate.Reason) -> RemovalCandidate {
        RemovalCandidate(userName: "ann", roleARN: "arn", reason: reason)
    }

    @Test func `roles are counted by reason and by outcome`() {
        var counts = CleanupCounts()
        counts.count(Self.role(.expired), .removed)
        counts.count(Self.role(.expired), .stayed)
        counts.count(Self.role(.userGone), .wouldBeRemoved)
        counts.count(Self.role(.orphaned), .leftAlone)
        counts.count(Self.role(.orphaned), .failed(.malformedRecord))
        #expect((counts.expired, counts.usersGone, counts.orphaned, counts.roles) == (2, 1, 2, 5))
        #expect((counts.removed, counts.wouldBeRemoved, counts.stayed) == (1, 1, 1))
        #expect((counts.leftAlone, counts.failed) == (1, 1))
    }

    @Test func `policies are counted apart from roles`() {
        var counts = CleanupCounts()
        counts.countPolicy(.removed)
        counts.countPolicy(.wouldBeRemoved)
        counts.countPolicy(.stayed)
        #expect(counts.unusedPolicies == 3)
        #expect((counts.removedPolicies, counts.policiesThatWouldBeRemoved, counts.stayed) == (1, 1, 1))
        #expect((counts.roles, counts.removed, counts.wouldBeRemoved) == (0, 0, 0))
    }
}

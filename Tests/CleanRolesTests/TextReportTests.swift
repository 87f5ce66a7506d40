import AWS
import RoleCleanup
import Testing

@testable import FakeAWS
@testable import clean_roles

@Suite struct TextReportTests {
    @Test func `each role and policy has a line with its reason`() throws {
        let printed = Printed()
        let report = printed.report(TextReport())
        report.add(.ann, .removed)
        report.add(.bob, .stayed)
        report.add(.orphan, .leftAlone)
        report.add(try policyARN("latchkey-1"), .removed)
        #expect(
            printed.output == """
                ==> ann (arn:aws:iam::123456789012:role/user-role/user_ann): removed
                ==> bob (arn:aws:iam::123456789012:role/user-role/user_bob): stayed: in use, or used again meanwhile, its user is gone
                ==> - (arn:aws:iam::123456789012:role/user-role/user_): \
                left alone: nothing says that Latchkey made it, orphaned
                ==> arn:aws:iam::123456789012:policy/latchkey-1: removed, unused

                """)
    }

    @Test func `the last line names only what there was`() {
        let some = CleanupSummary(
            mode: .remove, counts: CleanupCounts(expired: 2, removed: 1, failed: 1), throttledTries: 0,
            duration: .milliseconds(1_500))
        #expect(TextReport().closing(some) == "2 expired, 1 removed, 0 stayed, 1 failed in 1500 ms\n")
        let all = CleanupSummary(
            mode: .remove,
            counts: CleanupCounts(
                expired: 1, usersGone: 2, orphaned: 3, removed: 4, unusedPolicies: 5, removedPolicies: 6, stayed: 7,
                leftAlone: 8, failed: 9), throttledTries: 10, duration: .milliseconds(11))
        #expect(
            TextReport().closing(all) == """
                1 expired, 2 of users gone, 3 orphaned, 4 removed, 5 policies unused, 6 removed, 7 stayed, \
                8 left alone, 9 failed in 11 ms, throttled 10 times

                """)
    }

    @Test func `a dry run says what would be removed`() {
        let summary = CleanupSummary(
            mode: .dryRun,
            counts: CleanupCounts(
                expired: 2, wouldBeRemoved: 2, unusedPolicies: 1, policiesThatWouldBeRemoved: 1),
            throttledTries: 0, duration: .zero)
        #expect(
            TextReport().closing(summary) == """
                2 expired, 2 would be removed, 1 policy unused, 1 would be removed, 0 stayed, 0 failed in 0 ms

                """)
    }
}

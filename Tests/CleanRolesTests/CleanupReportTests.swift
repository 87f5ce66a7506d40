import AWS
import FakeAWS
import RoleCleanup
import Testing

@testable import FakeAWS
@testable import clean_roles

@Suite struct CleanupReportTests {
    private static let conflict = AWSError.service(
        ServiceError(operation: Operation(.iam, "DeleteRole"), status: 409, code: .deleteConflict, message: "why"))

    @Test func `a failure is told with the reason that AWS gave, on standard error too`() {
        let printed = Printed()
        let report = printed.report(JSONReport())
        report.add(.ann, .failed(.aws(Self.conflict)))
        let words = "AWS refused iam:DeleteRole: DeleteConflict: why"
        #expect(printed.errors == ["ann: \(words)"])
        #expect(printed.output.contains(#""outcome":"failed","detail":"\#(words)""#))
    }

    @Test func `a role that tells of no user is named by its ARN`() {
        let printed = Printed()
        printed.report(TextReport()).add(.orphan, .failed(.aws(Self.conflict)))
        #expect(printed.errors.first?.hasPrefix("\(RemovalCandidate.orphan.roleARN): AWS refused") == true)
    }

    @Test func `a run that cannot begin writes one line in text and a whole document in JSON`() {
        for (format, output): (any ReportFormat, Bool) in [(TextReport(), false), (JSONReport(), true)] {
            let printed = Printed()
            let report = printed.report(format)
            report.fail(.credentials("none found"))
            let summary = report.finish(throttledTries: 0)
            #expect(summary.hasFailed)
            #expect(printed.errors == ["no AWS credentials: none found"])
            #expect(printed.output.isEmpty == !output)
        }
    }

    @Test func `the summary counts what was added`() throws {
        let printed = Printed()
        let report = printed.report(TextReport())
        report.add(.ann, .removed)
        report.add(.bob, .stayed)
        report.add(try policyARN("latchkey-1"), .removed)
        let summary = report.finish(throttledTries: 7)
        #expect((summary.counts.removed, summary.counts.stayed, summary.counts.removedPolicies) == (1, 1, 1))
        #expect(summary.throttledTries == 7)
        #expect(!summary.hasFailed)
    }
}

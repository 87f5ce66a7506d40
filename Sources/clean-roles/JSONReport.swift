import AWS
import Formats
import RoleCleanup

/// One JSON document, of which each role and policy has a line.
struct JSONReport: ReportFormat {
    func opening(_ mode: RoleCleanup.Mode) -> String {
        #"{"dry_run":\#(mode == .dryRun),"roles":["#
    }

    func entry(for role: RemovalCandidate, _ outcome: RemovalOutcome, isFirst: Bool) -> String {
        Self.line(
            [
                .init("username", role.userName.map { .string($0) } ?? .null),
                .init("role_arn", .string(role.roleARN)), .init("reason", .string(role.reason.rawValue)),
            ], outcome, isFirst: isFirst)
    }

    func entry(for policy: ARN, _ outcome: RemovalOutcome, isFirst: Bool) -> String {
        (isFirst ? Self.policies : "")
            + Self.line([.init("policy_arn", .string(policy.description))], outcome, isFirst: isFirst)
    }

    func closing(_ summary: CleanupSummary) -> String {
        let counts = summary.counts
        return (counts.unusedPolicies == 0 ? Self.policies : "") + """
            ],
            "expired":\(counts.expired),"users_gone":\(counts.usersGone),"orphaned":\(counts.orphaned),\
            "removed":\(counts.removed),"would_be_removed":\(counts.wouldBeRemoved),\
            "unused_policies":\(counts.unusedPolicies),"removed_policies":\(counts.removedPolicies),\
            "policies_that_would_be_removed":\(counts.policiesThatWouldBeRemoved),"stayed":\(counts.stayed),\
            "left_alone":\(counts.leftAlone),"failed":\(counts.failed),"throttled":\(summary.throttledTries),\
            "ms":\(summary.duration.wholeMilliseconds)}

            """
    }

    /// Ends the list of roles and begins that of policies.
    private static let policies = "],\n\"policies\":["

    private static func line(
        _ subject: [JSONValue.Member], _ outcome: RemovalOutcome, isFirst: Bool
    ) -> String {
        var members = subject + [.init("outcome", .string(outcome.words))]
        if let failure = outcome.failure { members.append(.init("detail", .string(failure))) }
        return (isFirst ? "\n" : ",\n") + JSONValue.object(members).text
    }
}

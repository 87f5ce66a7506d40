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
            ], outcome.words, outcome.failure, isFirst: isFirst)
    }

    func entry(for update: RoleUpdate, isFirst: Bool) -> String {
        Self.line(
            [
                .init("username", .string(update.userName)), .init("role_arn", .string(update.roleARN)),
                .init("reason", .string("user-changed")),
            ], update.outcome.words, update.outcome.failure, isFirst: isFirst)
    }

    func entry(for policy: ARN, _ outcome: RemovalOutcome, isFirst: Bool) -> String {
        (isFirst ? Self.policies : "")
            + Self.line(
                [.init("policy_arn", .string(policy.description))], outcome.words, outcome.failure, isFirst: isFirst)
    }

    func closing(_ summary: CleanupSummary) -> String {
        let counts = summary.counts
        return (counts.unusedPolicies == 0 ? Self.policies : "") + """
            ],
            "expired":\(counts.expired),"users_gone":\(counts.usersGone),"orphaned":\(counts.orphaned),\
            "users_changed":\(counts.usersChanged),"updated":\(counts.updated),\
            "would_be_updated":\(counts.wouldBeUpdated),\
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
        _ subject: [JSONValue.Member], _ outcome: String, _ failure: String?, isFirst: Bool
    ) -> String {
        var members = subject + [.init("outcome", .string(outcome))]
        if let failure { members.append(.init("detail", .string(failure))) }
        return (isFirst ? "\n" : ",\n") + JSONValue.object(members).text
    }
}

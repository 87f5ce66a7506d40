import AWS
import RoleCleanup

/// A line for each role and policy, as himeko writes it, and one line at the end.
struct TextReport: ReportFormat {
    func opening(_ mode: RoleCleanup.Mode) -> String { "" }

    func entry(for role: RemovalCandidate, _ outcome: RemovalOutcome, isFirst: Bool) -> String {
        "==> \(role.userName ?? "-") (\(role.roleARN)): \(outcome.words)\(Self.words(role.reason))\n"
    }

    func entry(for update: RoleUpdate, isFirst: Bool) -> String {
        "==> \(update.userName) (\(update.roleARN)): \(update.outcome.words), its user has changed\n"
    }

    func entry(for policy: ARN, _ outcome: RemovalOutcome, isFirst: Bool) -> String {
        "==> \(policy): \(outcome.words), unused\n"
    }

    func closing(_ summary: CleanupSummary) -> String {
        let counts = summary.counts
        // Standard error has said why, and there is nothing else to say.
        if summary.hasFailed, counts.roles + counts.unusedPolicies == 0 { return "" }
        var parts = ["\(counts.expired) expired"]
        if counts.usersGone > 0 { parts.append("\(counts.usersGone) of users gone") }
        if counts.orphaned > 0 { parts.append("\(counts.orphaned) orphaned") }
        parts.append(Self.removed(counts.removed, counts.wouldBeRemoved, summary.mode))
        if counts.usersChanged > 0 {
            parts.append("\(counts.usersChanged) of users changed")
            parts.append(
                summary.mode == .dryRun
                    ? "\(counts.wouldBeUpdated) would be updated" : "\(counts.updated) updated")
        }
        if counts.unusedPolicies > 0 {
            parts.append(counts.unusedPolicies == 1 ? "1 policy unused" : "\(counts.unusedPolicies) policies unused")
            parts.append(Self.removed(counts.removedPolicies, counts.policiesThatWouldBeRemoved, summary.mode))
        }
        parts.append("\(counts.stayed) stayed")
        if counts.leftAlone > 0 { parts.append("\(counts.leftAlone) left alone") }
        parts.append("\(counts.failed) failed in \(summary.duration.wholeMilliseconds) ms")
        if summary.throttledTries > 0 {
            parts.append(summary.throttledTries == 1 ? "throttled once" : "throttled \(summary.throttledTries) times")
        }
        return parts.joined(separator: ", ") + "\n"
    }

    private static func removed(_ removed: Int, _ wouldBeRemoved: Int, _ mode: RoleCleanup.Mode) -> String {
        switch mode {
        case .remove: "\(removed) removed"
        case .dryRun: "\(wouldBeRemoved) would be removed"
        }
    }

    private static func words(_ reason: RemovalCandidate.Reason) -> String {
        switch reason {
        case .expired: ""
        case .userGone: ", its user is gone"
        case .orphaned: ", orphaned"
        }
    }
}

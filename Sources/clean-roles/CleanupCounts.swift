import RoleCleanup

/// What a run has done so far.
struct CleanupCounts: Sendable {
    /// Roles whose records had expired.
    var expired = 0
    /// Roles whose users are gone.
    var usersGone = 0
    /// Roles without a record.
    var orphaned = 0
    /// Roles that weren't equal to their users any more.
    var usersChanged = 0
    /// Roles made equal to their users.
    var updated = 0
    /// Roles that a real run would have made equal to their users; only in a dry run.
    var wouldBeUpdated = 0
    /// Roles removed.
    var removed = 0
    /// Roles that a real run would have removed; only in a dry run.
    var wouldBeRemoved = 0
    /// Policies of Latchkey's own that nothing used.
    var unusedPolicies = 0
    /// Policies removed.
    var removedPolicies = 0
    /// Policies that a real run would have removed; only in a dry run.
    var policiesThatWouldBeRemoved = 0
    /// Roles and policies that were used again.
    var stayed = 0
    /// Roles without a record that nothing says are Latchkey's.
    var leftAlone = 0
    /// Roles and policies that could not be removed or updated.
    var failed = 0

    /// Roles of whatever outcome.
    var roles: Int { expired + usersGone + usersChanged + orphaned }

    mutating func count(_ role: RemovalCandidate, _ outcome: RemovalOutcome) {
        switch role.reason {
        case .expired: expired += 1
        case .userGone: usersGone += 1
        case .orphaned: orphaned += 1
        }
        count(outcome, removed: \.removed, wouldBeRemoved: \.wouldBeRemoved)
    }

    mutating func count(_ update: RoleUpdate) {
        usersChanged += 1
        switch update.outcome {
        case .updated: updated += 1
        case .wouldBeUpdated: wouldBeUpdated += 1
        case .stayed: stayed += 1
        case .failed: failed += 1
        }
    }

    mutating func countPolicy(_ outcome: RemovalOutcome) {
        unusedPolicies += 1
        count(outcome, removed: \.removedPolicies, wouldBeRemoved: \.policiesThatWouldBeRemoved)
    }

    private mutating func count(
        _ outcome: RemovalOutcome, removed: WritableKeyPath<Self, Int>, wouldBeRemoved: WritableKeyPath<Self, Int>
    ) {
        switch outcome {
        case .removed: self[keyPath: removed] += 1
        case .wouldBeRemoved: self[keyPath: wouldBeRemoved] += 1
        case .stayed: stayed += 1
        case .leftAlone: leftAlone += 1
        case .failed: failed += 1
        }
    }
}

/// What a run tells at its end.
struct CleanupSummary: Sendable {
    var mode: RoleCleanup.Mode
    var counts: CleanupCounts
    /// Calls that AWS turned away as too many.
    var throttledTries: Int
    var duration: Duration
    /// Whether the run ended because it couldn't go on.
    var hasFailed = false
}

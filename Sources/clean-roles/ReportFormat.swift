import AWS
import RoleCleanup

/// How standard output tells of a run, piece by piece, as each role and policy is done with. Policies come after all roles.
protocol ReportFormat: Sendable {
    /// What comes first.
    func opening(_ mode: RoleCleanup.Mode) -> String

    /// What tells of a role; `isFirst` says whether it is the first one.
    func entry(for role: RemovalCandidate, _ outcome: RemovalOutcome, isFirst: Bool) -> String

    /// What tells of a role that wasn't equal to its user; `isFirst` says whether it is the first one of all roles.
    func entry(for update: RoleUpdate, isFirst: Bool) -> String

    /// What tells of a policy; `isFirst` says whether it is the first one.
    func entry(for policy: ARN, _ outcome: RemovalOutcome, isFirst: Bool) -> String

    /// What comes last.
    func closing(_ summary: CleanupSummary) -> String
}

extension CleanRoles.Output {
    var format: any ReportFormat {
        switch self {
        case .text: TextReport()
        case .json: JSONReport()
        }
    }
}

extension RemovalOutcome {
    /// What became of the role or policy, in a few words.
    var words: String {
        switch self {
        case .removed: "removed"
        case .wouldBeRemoved: "would be removed"
        case .stayed: "stayed: in use, or used again meanwhile"
        case .leftAlone: "left alone: nothing says that Latchkey made it"
        case .failed: "failed"
        }
    }

    /// Why it could not be removed.
    var failure: String? {
        guard case .failed(let error) = self else { return nil }
        return error.operatorWords
    }
}

extension RoleUpdate.Outcome {
    /// What became of the role, in a few words.
    var words: String {
        switch self {
        case .updated: "updated"
        case .wouldBeUpdated: "would be updated"
        case .stayed: "stayed: a login is at work on it"
        case .failed: "failed"
        }
    }

    /// Why it could not be made equal to its user.
    var failure: String? {
        guard case .failed(let error) = self else { return nil }
        return error.operatorWords
    }
}

extension Duration {
    var wholeMilliseconds: Int { Int(self / .milliseconds(1)) }
}

import AWS
import Formats
import Program
import RoleCleanup
import Synchronization

/// The audit records of what a run took away or changed. That is done by then, so the run waits for them at its end alone.
final class CleanupAudit: Sendable {
    /// Nil where no file is set: the report, in the journal, says the same.
    private let log: AuditLog?
    private let writing = Mutex<[Task<Void, Never>]>([])

    init(_ log: AuditLog?) {
        self.log = log
    }

    func add(_ role: RemovalCandidate, _ outcome: RemovalOutcome) {
        var facts = [JSONValue.Member("reason", .string(role.reason.rawValue))]
        if let userName = role.userName { facts.append(.init("user", .string(userName))) }
        add("remove-role", of: role.roleARN, outcome, facts)
    }

    func add(_ policy: ARN, _ outcome: RemovalOutcome) {
        add("remove-policy", of: policy.rawValue, outcome, [.init("reason", .string("unused"))])
    }

    func add(_ update: RoleUpdate) {
        let facts = [
            JSONValue.Member("reason", .string("user-changed")), .init("user", .string(update.userName)),
        ]
        switch update.outcome {
        case .updated: write("update-role", of: update.roleARN, facts)
        case .failed: write("update-role", of: update.roleARN, facts, failure: update.outcome.failure)
        case .wouldBeUpdated, .stayed: break
        }
    }

    /// Waits until all records are written.
    func settle() async {
        for task in writing.withLock({ $0 }) { await task.value }
    }

    private func add(
        _ action: String, of subject: String, _ outcome: RemovalOutcome, _ facts: [JSONValue.Member]
    ) {
        switch outcome {
        case .removed: write(action, of: subject, facts)
        case .failed: write(action, of: subject, facts, failure: outcome.failure)
        case .wouldBeRemoved, .stayed, .leftAlone: break
        }
    }

    private func write(_ action: String, of subject: String, _ facts: [JSONValue.Member], failure: String? = nil) {
        guard let log else { return }
        let detail = failure.map { [JSONValue.Member("detail", .string($0))] } ?? []
        let record = AuditRecord(
            id: "clean-roles", caller: "clean-roles", action: action, subject: subject,
            result: failure == nil ? "done" : "failed", facts: facts + detail)
        writing.withLock { $0.append(Task { await log.writeAnyway(record) }) }
    }
}

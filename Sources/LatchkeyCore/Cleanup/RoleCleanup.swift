import AWS
import Cryptography
import FoundationEssentials

/// Removes the mirrored roles that nobody has used for their time to live.
package struct RoleCleanup: Sendable {
    /// What became of one record.
    package enum Outcome: Sendable {
        case removed
        /// In a dry run: it would have been removed.
        case wouldRemove
        /// Somebody logged in since the record was read: the role stays.
        case stayed
        case failed(CoreError)
    }

    /// How long removing one role may take, throttling included, in seconds.
    private static let leaseDuration: TimeInterval = 120

    private let mirror: RoleMirror
    private let records: RoleRecords
    private let naming: RoleNaming
    private let timekeeper: Timekeeper

    package init(mirror: RoleMirror, records: RoleRecords, naming: RoleNaming, timekeeper: Timekeeper = .system) {
        self.mirror = mirror
        self.records = records
        self.naming = naming
        self.timekeeper = timekeeper
    }

    /// The records that are expired now.
    package func expired() async throws(CoreError) -> [RoleRecord] {
        try await orCoreError { () throws(AWSError) in try await records.expired(before: timekeeper.now()) }
    }

    /// Removes the roles of `expired`, at most `concurrency` at a time, and goes on after failures.
    ///
    /// - Parameters:
    ///   - expired: from ``expired()``.
    ///   - mode: whether anything is written.
    ///   - concurrency: how many are worked on at once.
    ///   - report: is told of every record when it is done with, in no promised order.
    package func remove(
        _ expired: [RoleRecord], mode: Mode, concurrency: Int,
        report: @escaping @Sendable (RoleRecord, Outcome) -> Void
    ) async {
        _ = await sideBySide(expired, limit: concurrency) { record in
            report(record, mode == .dryRun ? dryRun(record) : await remove(record))
        }
    }

    /// Whether anything is written.
    package enum Mode: Sendable {
        case remove
        case dryRun
    }

    private func dryRun(_ record: RoleRecord) -> Outcome {
        do throws(CoreError) {
            _ = try role(of: record)
            return .wouldRemove
        } catch {
            return .failed(error)
        }
    }

    private func remove(_ record: RoleRecord) async -> Outcome {
        do throws(CoreError) {
            let role = try role(of: record)
            return try await orCoreError { () throws(AWSError) in
                let now = timekeeper.now()
                let lease = Lease(
                    owner: Hexadecimal.encode(Random.bytes(16)), until: now + Self.leaseDuration)
                let acquisition = try await records.acquireForRemoval(
                    record.userName, lease: lease, now: now, expiredBefore: now)
                guard case .acquired = acquisition else { return .stayed }
                // A failure from here on leaves the record under a lease that lapses: the next run tries again, the next
                // login makes the role whole.
                try await mirror.remove(role, naming: naming)
                try await records.delete(record.userName, lease: lease)
                return .removed
            }
        } catch {
            return .failed(error)
        }
    }

    /// The role that a record names, if it is one that Latchkey made: a record must not be able to name any other.
    private func role(of record: RoleRecord) throws(CoreError) -> ARN {
        guard let arn = ARN(record.roleARN) else { throw .malformedRecord(record.userName) }
        guard naming.owns(arn) else { throw .foreignRole(arn) }
        return arn
    }
}

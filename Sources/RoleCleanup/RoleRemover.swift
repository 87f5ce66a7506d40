import AWS
import Concurrency
import FoundationEssentials
import RoleMirror
import RoleRecords

/// Removes one role with its policies and its record, under the lease on that record, so that no login changes the role
/// at the same time.
struct RoleRemover: Sendable {
    /// How long the lease on a record lasts without being renewed, in seconds. It is shorter than that of the whole run, so
    /// that the run after one that was killed finds every record free.
    static let leaseDuration: TimeInterval = 15

    /// For how long IAM must not have seen a role used, where no record says when it expires, in seconds. A session lasts
    /// half a day at most, and IAM may tell of a use some hours late.
    static let idleTime: TimeInterval = 86_400

    private let iam: IAM
    private let users: UserReader
    private let writer: RoleWriter
    private let records: RoleRecordTable
    private let naming: RoleNaming
    private let mode: RoleCleanup.Mode
    private let keeper: LeaseKeeper
    private let timekeeper: Timekeeper

    init(
        iam: IAM, records: RoleRecordTable, naming: RoleNaming, mode: RoleCleanup.Mode, timekeeper: Timekeeper
    ) {
        self.iam = iam
        users = UserReader(iam: iam)
        writer = RoleWriter(iam: iam, naming: naming)
        self.records = records
        self.naming = naming
        self.mode = mode
        self.timekeeper = timekeeper
        keeper = LeaseKeeper(records: records, timekeeper: timekeeper, duration: Self.leaseDuration)
    }

    func remove(_ candidate: RemovalCandidate) async -> RemovalOutcome {
        guard let userName = candidate.userName else { return .leftAlone }
        do throws(RoleCleanupError) {
            let role = try checkedARN(candidate.roleARN)
            guard let owner = UserName(userName) else { throw .malformedRecord }
            let removal = Removal(
                role: role, owner: owner, reason: candidate.reason, isSealed: candidate.isSealed)
            if mode == .dryRun { return try await stillApplies(removal) ? .wouldBeRemoved : .stayed }
            return try await removeUnderLease(removal) ? .removed : .stayed
        } catch {
            return .failed(error)
        }
    }

    /// A candidate whose role is one of Latchkey's.
    private struct Removal: Sendable {
        var role: ARN
        var owner: UserName
        var reason: RemovalCandidate.Reason
        var isSealed: Bool

        /// The record's key.
        var userName: String { owner.description }
    }

    /// The role that is meant, if its ARN is one that Latchkey could have made: a record must not be able to name any other.
    private func checkedARN(_ roleARN: String) throws(RoleCleanupError) -> ARN {
        guard let arn = ARN(roleARN) else { throw .malformedRecord }
        guard naming.owns(arn) else { throw .foreignRole(arn) }
        return arn
    }

    /// Whether the reason holds now. A user may have been made since all users were listed.
    private func stillApplies(_ removal: Removal) async throws(RoleCleanupError) -> Bool {
        try await mappingAWSErrors { () throws(AWSError) in
            switch removal.reason {
            case .userGone: !(try await users.exists(removal.owner))
            case .expired where removal.isSealed: true
            case .expired: try await isIdle(removal.role)
            case .orphaned:
                // The sessions of somebody who is gone end in any case.
                if try await isIdle(removal.role) { true } else { !(try await users.exists(removal.owner)) }
            }
        }
    }

    /// Whether IAM says that nobody has used a role for some time. A role that is gone is idle.
    private func isIdle(_ roleARN: ARN) async throws(AWSError) -> Bool {
        guard let roleName = RoleName(roleARN.resourceName) else { return false }
        do throws(AWSError) {
            let role = try await iam.getRole(roleName: roleName)
            let lastUsed = max(role.createDate, role.lastUsed ?? role.createDate)
            return lastUsed < timekeeper.now() - Self.idleTime
        } catch  where error.isNoSuchEntity {
            return true
        }
    }

    // MARK: Under the lease

    /// - Returns: false when somebody else holds the lease or takes it, or the reason holds no more.
    private func removeUnderLease(_ removal: Removal) async throws(RoleCleanupError) -> Bool {
        let lease = keeper.newLease()
        let acquisition = try await mappingAWSErrors { () throws(AWSError) in
            try await acquire(lease.lease, for: removal, now: timekeeper.now())
        }
        guard case .acquired(let record) = acquisition else { return false }
        // An orphan whose user has a record: that one is of another role, and stays.
        let isOther = removal.reason == .orphaned && record != nil
        let result = await keeper.holding(lease, of: removal.userName) {
            await outcome { () throws(RoleCleanupError) in
                try await removeHolding(lease, removal, record, isOther: isOther)
            }
        }
        if case .success(true) = result { return true }
        await giveBack(lease.lease, of: removal, hasOtherRecord: isOther)
        return lease.isLost ? false : try result.get()
    }

    private func acquire(_ lease: Lease, for removal: Removal, now: Date) async throws(AWSError) -> Acquisition {
        let userName = removal.userName
        return switch removal.reason {
        case .expired: try await records.acquireForRemoval(userName, lease: lease, now: now, expiredBefore: now)
        case .userGone: try await records.acquireForRemoval(userName, lease: lease, now: now, expiredBefore: nil)
        case .orphaned:
            try await records.acquireForOrphan(userName, roleARN: removal.role, lease: lease, now: now)
        }
    }

    /// Removes the role, then its record. When the role can't be removed, its record stays for the next run, and the next
    /// login makes the role whole.
    private func removeHolding(
        _ lease: HeldLease, _ removal: Removal, _ record: RoleRecord?, isOther: Bool
    ) async throws(RoleCleanupError) -> Bool {
        var removal = removal
        // The record may have been written anew since it was found.
        if removal.reason == .expired { removal.isSealed = record?.hasSealedExpiry ?? false }
        guard try await stillApplies(removal) else { return false }
        // The table's condition compares ARNs with regard to case, IAM its names without.
        if isOther, let other = record.flatMap({ ARN($0.roleARN) }), other.isSame(as: removal.role) { return false }
        do throws(RoleMirrorError) {
            let claim = RoleClaim(of: removal.owner, record: record, naming: naming)
            _ = try await writer.deleteRole(removal.role, by: claim, under: lease)
        } catch .roleBusy {
            return false
        } catch .foreignRole(let role) {
            throw .foreignRole(role)
        } catch {
            throw .mirror(error)
        }
        lease.giveBack()
        try await mappingAWSErrors { () throws(AWSError) in
            if !isOther {
                try await records.delete(removal.userName, lease: lease.lease)
            } else {
                try await records.release(removal.userName, lease: lease.lease, now: timekeeper.now())
            }
        }
        return true
    }

    /// Gives the lease back after a failure. Should this fail too, the lease ends by itself.
    private func giveBack(_ lease: Lease, of removal: Removal, hasOtherRecord: Bool) async {
        if removal.reason == .orphaned, !hasOtherRecord {
            // The item has nothing but the lease.
            try? await records.delete(removal.userName, lease: lease)
        } else {
            try? await records.release(removal.userName, lease: lease, now: timekeeper.now())
        }
    }
}

/// Runs `body` and throws what AWS says as ``RoleCleanupError/aws(_:)``.
private func mappingAWSErrors<Value>(
    _ body: () async throws(AWSError) -> Value
) async throws(RoleCleanupError) -> Value {
    do throws(AWSError) { return try await body() } catch { throw .aws(error) }
}

import AWS
import Concurrency
package import FoundationEssentials
import RoleRecords

/// The right to change one user's role, for one login or removal at a time among all nodes: a lease on the role's record.
package struct RoleLease: Sendable {
    /// How long a lease stands without being renewed, in seconds: what the next login waits after a crash.
    package static let duration: TimeInterval = 15
    /// How long to wait for somebody else's lease to end.
    static let patience: Duration = .seconds(30)

    /// The lease as this process knows it: held, lost or given back.
    let held: HeldLease
    /// The record's key.
    private let userName: String
    private let records: RoleRecordTable
    private let keeper: LeaseKeeper
    private let timekeeper: Timekeeper

    /// A lease that is still to be acquired.
    init(on userName: UserName, records: RoleRecordTable, timekeeper: Timekeeper) {
        self.userName = userName.description
        self.records = records
        self.timekeeper = timekeeper
        keeper = LeaseKeeper(records: records, timekeeper: timekeeper, duration: Self.duration)
        held = keeper.newLease()
    }

    // MARK: Acquiring

    /// Acquires the lease in order to change the role, and makes the record if there is none.
    ///
    /// - Parameters:
    ///   - roleARN: the role.
    ///   - timeToLive: how long the role is kept from now on, in seconds.
    ///   - revocation: recorded as the date before which sessions are ended.
    /// - Returns: whether the lease is ours now, and the record as it was before.
    /// - Throws: what the table says.
    func acquire(
        for roleARN: ARN, timeToLive: TimeInterval, revoking revocation: Date?
    ) async throws(RoleMirrorError) -> Acquisition {
        let now = timekeeper.now()
        do throws(AWSError) {
            return try await records.acquire(
                userName, roleARN: roleARN, lease: held.lease, now: now, expiresAt: now + timeToLive,
                revoking: revocation)
        } catch {
            if error.mayHaveBeenCarriedOut { await release() }
            throw .aws(error)
        }
    }

    /// Acquires the lease in order to remove or update the role; does nothing where there is no record.
    func acquireWithRecord() async throws(RoleMirrorError) -> Acquisition {
        try await mappingAWSErrors { () throws(AWSError) in
            try await records.acquireForRemoval(
                userName, lease: held.lease, now: timekeeper.now(), expiredBefore: nil)
        }
    }

    /// Acquires the lease in order to remove a role that no record names. Where the user has no record, this makes an item.
    func acquireForOrphan(_ roleARN: ARN) async throws(RoleMirrorError) -> Acquisition {
        try await mappingAWSErrors { () throws(AWSError) in
            try await records.acquireForOrphan(
                userName, roleARN: roleARN, lease: held.lease, now: timekeeper.now())
        }
    }

    // MARK: Holding

    /// Keeps the lease alive while `body` runs, and gives it back when that fails. Should the lease be lost all the same,
    /// `body` is cancelled, and the next login looks at what it wrote last.
    ///
    /// - Throws: what `body` throws; ``RoleMirrorError/roleBusy`` when the lease was lost.
    func holding<Value: Sendable>(
        _ body: @escaping @Sendable () async throws(RoleMirrorError) -> Value
    ) async throws(RoleMirrorError) -> Value {
        let result = await keeper.holding(held, of: userName) { await outcome(body) }
        if held.isLost {
            await release()
            // Not part of the request, which may have been cancelled by now.
            await Task { await distrust() }.value
            throw .roleBusy
        }
        if case .failure = result { await release() }
        return try result.get()
    }

    /// Has the next login look at the role again. Whoever has the lease now would say at their end that the role is current,
    /// so this waits for them.
    private func distrust() async {
        var backoff = Backoff(shortest: .milliseconds(200), longest: .seconds(2))
        var waited: Duration = .zero
        while waited < Self.patience {
            if (try? await records.distrust(userName)) ?? false { return }
            let wait = backoff.wait()
            await timekeeper.sleep(wait)
            waited += wait
        }
    }

    // MARK: Giving back

    /// Gives the lease back with a role that is as planned.
    ///
    /// - Parameters:
    ///   - user: whom the plan was made for.
    ///   - plan: what the role is equal to.
    ///   - roleARN: the role.
    ///   - syncedAt: when all that sessions need had been written.
    ///   - changedAt: when the role was last made or its trust changed.
    /// - Throws: what the table says.
    func finish(
        _ user: User, _ plan: RolePlan, of roleARN: ARN, syncedAt: Date, changedAt: Date?
    ) async throws(RoleMirrorError) {
        held.giveBack()
        let wasOurs = try await mappingAWSErrors { () throws(AWSError) in
            try await records.finish(
                user, roleARN: roleARN, lease: held.lease, now: timekeeper.now(), syncedAt: syncedAt,
                plan: plan.fingerprint,
                changedAt: changedAt)
        }
        if !wasOurs { held.giveBackFailed() }
    }

    /// Gives the lease back by deleting the record.
    func deleteRecord() async throws(RoleMirrorError) {
        held.giveBack()
        try await mappingAWSErrors { () throws(AWSError) in try await records.delete(userName, lease: held.lease) }
    }

    /// Gives the lease back after a failure, whether or not the request has been cancelled. Should this fail too, the lease
    /// ends by itself.
    private func release() async {
        await Task { try? await records.release(userName, lease: held.lease, now: timekeeper.now()) }.value
    }
}

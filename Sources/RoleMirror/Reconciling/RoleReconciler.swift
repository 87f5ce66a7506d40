package import AWS
package import Concurrency
package import FoundationEssentials
package import RoleRecords

/// Makes users' roles equal to their plans, each by one node at a time.
///
/// It acquires the lease on a user's role and hands over to ``Reconciliation``; or waits for the node that has the lease,
/// and takes over its result.
package struct RoleReconciler: Sendable {
    /// How long AWS may take until it knows of a new role everywhere, in seconds.
    package static let propagationTime: TimeInterval = 60

    let reader: MirrorReader
    let planner: RolePlanner
    let writer: RoleWriter
    let removal: RoleRemoval
    let records: RoleRecordTable
    let configuration: MirrorConfiguration
    let timekeeper: Timekeeper
    private let permits: AsyncSemaphore
    /// When the request's time is over; nil when nobody waits.
    private let deadline: Instant?

    /// - Parameters:
    ///   - iam: for one login.
    ///   - records: the table.
    ///   - configuration: how roles are named and kept.
    ///   - cache: shared by the whole process.
    ///   - permits: how many roles one process works on at once. All that was read is held in memory until it is written, up
    ///     to 2 MB for a user with full quotas; and where IAM takes only so many writes, some logins that get through are
    ///     worth more than all of them half done.
    ///   - removed: notes each role that is removed on the way, for the audit log.
    ///   - timekeeper: the clocks.
    package init(
        iam: IAM, records: RoleRecordTable, configuration: MirrorConfiguration, cache: MirrorCache,
        permits: AsyncSemaphore, removed: RemovedRoles = RemovedRoles(), timekeeper: Timekeeper = .system
    ) {
        let naming = configuration.naming
        reader = MirrorReader(iam: iam, naming: naming, cache: cache, timekeeper: timekeeper)
        planner = RolePlanner(configuration: configuration, roles: reader.roles, timekeeper: timekeeper)
        writer = RoleWriter(iam: iam, naming: naming, removed: removed)
        removal = RoleRemoval(
            iam: iam, records: records, naming: naming, removed: removed, timekeeper: timekeeper)
        self.records = records
        self.configuration = configuration
        self.timekeeper = timekeeper
        self.permits = permits
        deadline = iam.client.deadline
    }

    /// Which node's result is good enough.
    package enum Freshness: Sendable {
        /// That of any node that finishes while this one waits.
        case fromAnyNode
        /// This node's own: something is known to have changed that other nodes may not have read.
        case fromThisNode
    }

    /// Begins to read a user and their role before it is known whether that will be needed.
    package func beginReading(_ userName: UserName) -> PendingObservation { reader.begin(userName) }

    /// Makes the role equal to its plan, or waits for the node that does; then runs `next`.
    ///
    /// The record is marked as current while `next` runs already, which depends on the role alone.
    ///
    /// - Parameters:
    ///   - user: whose role it is.
    ///   - identity: who Latchkey is to AWS.
    ///   - early: a reading that has begun already. It counts only if no other node was at work on the role since.
    ///   - freshness: which node's result is good enough.
    ///   - revocation: sessions that began before this date are denied everything from now on.
    ///   - next: what is done once the role is as planned. It is told when the role was last made or its trust changed.
    /// - Returns: what `next` returned.
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when the user is gone, after removing their role;
    ///   ``RoleMirrorError/roleBusy``, ``RoleMirrorError/tooManyReconciliations`` and others where the role isn't as planned.
    package func reconcile<Value: Sendable>(
        _ user: User, identity: BrokerIdentity, early: PendingObservation? = nil, freshness: Freshness = .fromAnyNode,
        revoking revocation: Date? = nil, then next: @escaping @Sendable (Date?) async -> Value
    ) async throws(RoleMirrorError) -> Value {
        let roleARN = configuration.naming.roleARN(for: user.userName, of: identity)
        var waiting = LeaseWait(shortest: .milliseconds(200), longest: .seconds(1), timekeeper: timekeeper)
        let start = timekeeper.now()
        var permit = try await acquirePermit()
        // The reading goes on while the lease is being acquired, and isn't repeated at each try.
        var early: PendingObservation? = early ?? reader.begin(user.userName)
        defer { early?.cancel() }
        while true {
            let lease = RoleLease(on: user.userName, records: records, timekeeper: timekeeper)
            let acquisition = try await lease.acquire(
                for: roleARN, timeToLive: configuration.roleTimeToLive, revoking: revocation)
            if case .acquired(let before) = acquisition {
                let reconciliation = Reconciliation(
                    of: user, by: self, identity: identity, lease: lease, before: before, revocation: revocation)
                return try await lease.holding { [early, permit] () throws(RoleMirrorError) in
                    try await reconciliation.run(early: early, permit: permit, then: next)
                }
            }

            early?.cancel()
            early = nil
            permit.release()
            try await waiting.wait()
            if freshness == .fromAnyNode, revocation == nil,
                let current = try await record(of: user, at: roleARN, syncedAfter: start - 1)
            {
                return await next(current.changedAt)
            }
            permit = try await acquirePermit()
        }
    }

    /// Makes a role that has a record equal to its plan while nobody logs in: when the role may be removed stays as it is.
    ///
    /// - Returns: false when somebody else has the lease on the role, who will do the same.
    /// - Throws: as ``reconcile(_:identity:early:freshness:revoking:then:)``.
    package func update(_ user: User, identity: BrokerIdentity) async throws(RoleMirrorError) -> Bool {
        let permit = try await acquirePermit()
        let lease = RoleLease(on: user.userName, records: records, timekeeper: timekeeper)
        guard case .acquired(let before) = try await lease.acquireWithRecord() else { return false }
        let reconciliation = Reconciliation(
            of: user, by: self, identity: identity, lease: lease, before: before, revocation: nil)
        return try await lease.holding { () throws(RoleMirrorError) in
            try await reconciliation.run(early: nil, permit: permit) { _ in true }
        }
    }

    private func acquirePermit() async throws(RoleMirrorError) -> AsyncSemaphore.Permit {
        guard let permit = await permits.acquire(by: deadline) else { throw .tooManyReconciliations }
        return permit
    }

    /// If another node has finished for this very user since, puts the record's expiry off and returns the record.
    private func record(
        of user: User, at roleARN: ARN, syncedAfter start: Date
    ) async throws(RoleMirrorError) -> RoleRecord? {
        let now = timekeeper.now()
        let record = try await mappingAWSErrors { () throws(AWSError) in
            try await records.touch(
                user.userName.description, roleARN: roleARN, now: now,
                expiresAt: now + configuration.roleTimeToLive, freshSince: start)
        }
        return record?.userDigest == user.digest ? record : nil
    }
}

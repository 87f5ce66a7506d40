import AWS
import Concurrency
import FoundationEssentials
import RoleRecords

/// One user's role being made equal to its plan, under the lease.
struct Reconciliation: Sendable {
    private let user: User
    private let reconciler: RoleReconciler
    private let identity: BrokerIdentity
    private let roleARN: ARN
    private let claim: RoleClaim
    private let lease: RoleLease
    /// The record as it was before the lease was acquired; nil when there was none.
    private let before: RoleRecord?
    /// Sessions that began before this date are to be denied everything.
    private let revocation: Date?

    init(
        of user: User, by reconciler: RoleReconciler, identity: BrokerIdentity, lease: RoleLease, before: RoleRecord?,
        revocation: Date?
    ) {
        self.user = user
        self.reconciler = reconciler
        self.identity = identity
        roleARN = reconciler.configuration.naming.roleARN(for: user.userName, of: identity)
        self.lease = lease
        self.before = before
        claim = RoleClaim(of: user.userName, record: before, naming: reconciler.configuration.naming)
        self.revocation = [revocation, before?.revokedAt].compactMap { $0 }.max()
    }

    /// Reads, plans, writes, and runs `next` once the role has all that it is to have.
    ///
    /// - Parameters:
    ///   - early: a reading that began before the lease was acquired.
    ///   - permit: released before `next` runs, which may wait long for AWS and needs nothing of what was read.
    ///   - next: is told when the role was last made or its trust changed.
    /// - Returns: what `next` returned.
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when the user is gone, after removing the role and the record.
    func run<Value: Sendable>(
        early: PendingObservation?, permit: AsyncSemaphore.Permit, then next: @Sendable (Date?) async -> Value
    ) async throws(RoleMirrorError) -> Value {
        do throws(RoleMirrorError) {
            try await removeFormerRole()
            let (assessment, needsTime) = try await write(try await assess(early: early))
            return try await finish(assessment, needsTime: needsTime, permit: permit, then: next)
        } catch .userNotFound {
            throw .userNotFound(
                user.userName, removed: try await reconciler.removal.remove(roleARN, by: claim, under: lease))
        }
    }

    /// Removes the role that the record named until now, if it has another name and is this user's: it is of an earlier prefix,
    /// or of an earlier rule for long names. Sessions of it must not live on.
    private func removeFormerRole() async throws(RoleMirrorError) {
        guard let former = before.flatMap({ ARN($0.roleARN) }), !former.isSame(as: roleARN) else { return }
        do throws(RoleMirrorError) {
            _ = try await reconciler.writer.deleteRole(former, by: claim, under: lease.held)
        } catch .foreignRole {
            return
        }
    }

    // MARK: Reading and planning

    private func assess(early: PendingObservation?) async throws(RoleMirrorError) -> Assessment {
        var hasRole = false
        do throws(RoleMirrorError) {
            let observation = try await reconciler.reader.observe(user.userName, startingWith: await trusted(early))
            hasRole = observation.role != nil
            return try await assess(observation, owner: before?.userID)
        } catch {
            if case .userNotFound = error { throw error }
            // There was no record before, so none stays, unless it tells of a revocation or of a role.
            if case .foreignRole = error { hasRole = false }
            if before == nil, revocation == nil, !hasRole { try? await lease.deleteRecord() }
            throw error
        }
    }

    /// What was read early, unless another node may have changed the role since.
    private func trusted(_ early: PendingObservation?) async -> Result<Observation, AWSError>? {
        guard let early, !(before?.isTouched(since: early.start) ?? false) else { return nil }
        let result = await early.result.value
        // A role that was there without a record may have been removed meanwhile, and a record with it.
        if before == nil, case .success(let observation) = result, observation.role != nil { return nil }
        return result
    }

    /// Plans for what was observed. A role that was made for another user of that name is removed first, and its sessions end
    /// with it. `owner` is the ID of the user whose role it is supposed to be; nil where nothing tells.
    private func assess(_ observation: Observation, owner: String?) async throws(RoleMirrorError) -> Assessment {
        var observation = observation
        if observation.roleBelongsToPredecessor(owner: owner) {
            _ = try await reconciler.writer.deleteRole(roleARN, by: claim, under: lease.held)
            observation = try await reconciler.reader.observe(user.userName)
        }
        return try await reconciler.planner.assess(
            observation, claim: claim, identity: identity, revocation: revocation)
    }

    // MARK: Writing

    /// Makes the changes after which a session may be opened. Where IAM contradicts what was read, reads and plans again,
    /// twice at the most.
    ///
    /// - Returns: what was written last, and whether AWS needs time to know of any of it.
    private func write(
        _ first: Assessment
    ) async throws(RoleMirrorError) -> (assessment: Assessment, needsTime: Bool) {
        var assessment = first
        var needsTime = assessment.changes.needTimeToPropagate
        var readings = 1
        while true {
            do throws(RoleMirrorError) {
                try await reconciler.writer.apply(
                    assessment.changes.stages, to: assessment.plan.roleName, under: lease.held)
                return (assessment, needsTime)
            } catch .aws(let error) where error.contradictsReading && readings <= 2 && !Task.isCancelled {
                readings += 1
            }
            await reconciler.timekeeper.sleep(.seconds(1))
            let owner = assessment.observation.user.user.userID
            assessment = try await assess(try await reconciler.reader.observe(user.userName), owner: owner)
            needsTime = needsTime || assessment.changes.needTimeToPropagate
        }
    }

    /// Makes the changes that are left and gives the lease back, while `next` runs already.
    private func finish<Value: Sendable>(
        _ assessment: Assessment, needsTime: Bool, permit: AsyncSemaphore.Permit,
        then next: @Sendable (Date?) async -> Value
    ) async throws(RoleMirrorError) -> Value {
        let now = reconciler.timekeeper.now()
        let changedAt = changedAt(assessment.observation.role?.role, needsTime: needsTime, now: now)
        let mirrored = assessment.observation.user.user
        let (plan, changes) = (assessment.plan, assessment.changes)
        async let finished = outcome { () throws(RoleMirrorError) in
            try await reconciler.writer.apply(changes.closingStages, to: plan.roleName, under: lease.held)
            async let deleted = outcome { () throws(RoleMirrorError) in
                try await reconciler.writer.apply([changes.unusedPolicies], to: plan.roleName, under: nil)
            }
            try await lease.finish(mirrored, plan, of: roleARN, syncedAt: now, changedAt: changedAt)
            try await deleted.get()
        }
        permit.release()
        // The caller chose a session's tags by the user as they knew them: they mustn't open one for another.
        let value: Value? = mirrored.digest == user.digest ? await next(changedAt) : nil
        try await finished.get()
        guard let value else { throw .roleBusy }
        return value
    }

    /// When the role was last made or its trust changed.
    private func changedAt(_ role: Role?, needsTime: Bool, now: Date) -> Date? {
        let changedAt = needsTime ? now : before?.changedAt
        guard let created = role?.createDate, now.timeIntervalSince(created) < RoleReconciler.propagationTime else {
            return changedAt
        }
        // Made a moment ago, perhaps by a login that broke off.
        return min(now, max(created, changedAt ?? created))
    }
}

extension ChangeSet {
    /// Whether any of the writes is one after which AWS may refuse AssumeRole for some seconds.
    fileprivate var needTimeToPropagate: Bool { all.contains(where: \.needsTimeToPropagate) }
}

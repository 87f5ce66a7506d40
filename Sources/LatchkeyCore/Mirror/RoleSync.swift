package import AWS
package import Concurrency
package import FoundationEssentials
package import RoleRecords

/// Makes a user's role equal to its plan, one node at a time.
package struct RoleSync: Sendable {
    /// How long a lease stands without being renewed, in seconds: what the next login waits after a crash.
    static let leaseDuration: TimeInterval = 15
    /// How long a login waits while another one keeps the role busy.
    static let patience: Duration = .seconds(30)
    /// How long AWS may take to know of a new role everywhere, in seconds.
    static let spreading: TimeInterval = 60

    private let mirror: RoleMirror
    private let records: RoleRecordTable
    private let configuration: MirrorConfiguration
    private let timekeeper: Timekeeper
    private let keeper: LeaseKeeper
    private let semaphore: AsyncSemaphore

    package init(
        mirror: RoleMirror, records: RoleRecordTable, configuration: MirrorConfiguration, semaphore: AsyncSemaphore,
        timekeeper: Timekeeper = .system
    ) {
        self.semaphore = semaphore
        self.mirror = mirror
        self.records = records
        self.configuration = configuration
        self.timekeeper = timekeeper
        keeper = LeaseKeeper(records: records, timekeeper: timekeeper, duration: Self.leaseDuration)
    }

    // MARK: Reading

    /// What IAM says of a user's policies and of the role, being read since a time.
    struct Reading: Sendable {
        struct Contents: Sendable {
            /// As IAM tells of the user beside the policies: later than the login, which may have waited since.
            var user: User
            var policies: UserPolicies
            var state: RoleState?
            var quotas: RoleQuotas
        }

        let start: Date
        let contents: Task<Result<Contents, AWSError>, Never>
    }

    /// Begins to read; whoever doesn't need it any more cancels it.
    func reading(of userName: UserName) -> Reading {
        Reading(
            start: timekeeper.now(),
            contents: Task { await outcome { () throws(AWSError) in try await read(userName) } })
    }

    private func read(_ userName: UserName) async throws(AWSError) -> Reading.Contents {
        let roleName = configuration.naming.roleName(for: userName)
        let managed = mirror.managedDocuments(now: timekeeper.now())
        async let state = outcome { () throws(AWSError) in
            try await mirror.state(of: roleName, managed, naming: configuration.naming)
        }
        async let quotas = outcome { () throws(AWSError) in try await mirror.quotas() }
        let (user, policies) = try await mirror.policies(of: userName, managed)
        return Reading.Contents(
            user: user, policies: policies, state: try await state.get(), quotas: try await quotas.get())
    }

    // MARK: Syncing

    /// Syncs the role, or waits for the one who is at it; then does `next`, which is told when the role was last made or
    /// its trust changed.
    ///
    /// The record is marked as synced while `next` is already under way: it depends on the role alone.
    ///
    /// - Parameters:
    ///   - user: whose role it is.
    ///   - identity: who we are to AWS.
    ///   - revocation: when given, sessions from before it are shut out from now on.
    ///   - next: what is done once the role is as planned.
    /// - Returns: what `next` returned.
    /// - Throws: ``CoreError``, also `next`'s own.
    package func sync<Value: Sendable>(
        _ user: User, identity: BrokerIdentity, revoking revocation: Date? = nil,
        then next: @escaping @Sendable (Date?) async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        try await sync(user, identity: identity, early: nil, revoking: revocation, then: next)
    }

    /// Whose sync will do.
    enum Freshness {
        /// Whoever ends one while we wait.
        case fromAnybody
        /// Ours alone: something is known to have changed that others may not have seen.
        case ours
    }

    /// As above; a reading that has begun early counts only if nobody else was at work since.
    func sync<Value: Sendable>(
        _ user: User, identity: BrokerIdentity, early: Reading?, freshness: Freshness = .fromAnybody,
        revoking revocation: Date? = nil, then next: @escaping @Sendable (Date?) async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        let roleARN = configuration.naming.roleARN(for: user.userName, of: identity)
        let name = user.userName.description
        var backoff = Backoff(shortest: .milliseconds(200), longest: .seconds(1))
        var waited: Duration = .zero
        let start = timekeeper.now()
        var permit = try await syncPermit()
        // Read while the lease is being taken, but not once more at every try for it.
        var reading: Reading? = early ?? reading(of: user.userName)
        defer { reading?.contents.cancel() }
        while true {
            let now = timekeeper.now()
            let lease = keeper.newLease()
            let acquisition: Acquisition
            do throws(AWSError) {
                acquisition = try await records.acquire(
                    name, roleARN: roleARN, lease: lease.lease, now: now,
                    expiresAt: now + configuration.roleTimeToLive, revoking: revocation)
            } catch {
                if error.mayHaveBeenCarriedOut { await giveBack(lease.lease, of: name) }
                throw .aws(error)
            }
            if case .acquired(let before) = acquisition {
                return try await holding(lease, of: name) { [reading, permit] () throws(CoreError) in
                    do throws(CoreError) {
                        return try await sync(
                            user, reading, identity: identity, before: before, lease: lease, permit: permit,
                            revocation: [revocation, before?.revokedAt].compactMap { $0 }.max(), then: next)
                    } catch .userNotFound {
                        throw .userNotFound(user.userName, removed: try await removeAll(name, roleARN, lease))
                    }
                }
            }

            reading?.contents.cancel()
            reading = nil
            permit.release()
            let wait = backoff.wait()
            guard waited + wait < Self.patience, !Task.isCancelled else { throw .roleBusy }
            await timekeeper.sleep(wait)
            waited += wait
            guard freshness == .fromAnybody, revocation == nil else {
                permit = try await syncPermit()
                continue
            }
            let later = timekeeper.now()
            let current = try await orCoreError { () throws(AWSError) in
                try await records.touch(
                    name, roleARN: roleARN, now: later, expiresAt: later + configuration.roleTimeToLive,
                    freshSince: start - 1)
            }
            if let current, current.userDigest == user.digest { return try await next(current.changedAt) }
            permit = try await syncPermit()
        }
    }

    private func syncPermit() async throws(CoreError) -> AsyncSemaphore.Permit {
        guard let permit = await semaphore.acquire(by: mirror.deadline) else { throw .tooManySyncs }
        return permit
    }

    /// What a sync would find and do now. Nothing is written.
    package func preview(_ user: User, identity: BrokerIdentity) async throws(CoreError) -> RolePreview {
        async let record = outcome { () throws(AWSError) in try await records.get(user.userName.description) }
        var contents = try await settled(
            await outcome { () throws(AWSError) in try await read(user.userName) }, of: user)
        let known = try await record.orCoreError()
        if let role = contents.state?.role, role.isPredecessors(of: contents.user, known?.userID),
            role.path == configuration.naming.path
        {
            contents.state = nil
        }
        let plan = try await checkedPlan(contents, identity: identity, revocation: known?.revokedAt)
        return RolePreview(
            plan: plan, roleARN: configuration.naming.roleARN(for: user.userName, of: identity),
            hasRole: contents.state != nil, record: known,
            writes: plan.writes(from: contents.state, naming: configuration.naming, quotas: contents.quotas).all)
    }

    /// Removes the role and the record that a user who is gone may have left, whatever the case of their name.
    ///
    /// - Returns: the role that was removed; nil where there was none.
    package func removeLeftovers(
        of userName: UserName, identity: BrokerIdentity
    ) async throws(CoreError) -> ARN? {
        let naming = configuration.naming
        let role = try await orCoreError { () throws(AWSError) in
            try await mirror.role(of: userName, naming: naming)
        }
        // The record has the name as IAM spelt it.
        let owner = role.flatMap { OrphanSearch.userName(of: $0, naming) }
        let name = (owner.map { $0.isSame(as: userName) ? $0 : userName } ?? userName).description
        let roleARN = role?.arn ?? naming.roleARN(for: userName, of: identity)
        let now = timekeeper.now()
        let lease = keeper.newLease()
        let acquisition = try await orCoreError { () throws(AWSError) in
            try await records.acquireForRemoval(name, lease: lease.lease, now: now, expiredBefore: nil)
        }
        switch acquisition {
        case .acquired:
            return try await holding(lease, of: name) { () throws(CoreError) in
                try await removeAll(name, roleARN, lease)
            }
        case .held:
            // No record, as a rule; should another node be at work on it, that one finds the user gone as well.
            guard role != nil else { return nil }
            return try await orCoreError { () throws(AWSError) in
                try await mirror.remove(roleARN, naming: naming).removed
            }
        }
    }

    // MARK: Under the lease

    /// Removes the role, and the record with it.
    private func removeAll(_ name: String, _ roleARN: ARN, _ lease: HeldLease) async throws(CoreError) -> ARN? {
        let removed = try await remove(roleARN, lease)
        lease.giveBack()
        try await orCoreError { () throws(AWSError) in try await records.delete(name, lease: lease.lease) }
        return removed
    }

    @discardableResult
    private func remove(_ roleARN: ARN, _ lease: HeldLease) async throws(CoreError) -> ARN? {
        let removal = try await orCoreError { () throws(AWSError) in
            try await mirror.remove(roleARN, naming: configuration.naming) { lease.isHeld }
        }
        if case .brokenOff = removal { throw .roleBusy }
        return removal.removed
    }

    private func sync<Value: Sendable>(
        _ user: User, _ reading: Reading?, identity: BrokerIdentity, before: RoleRecord?, lease: HeldLease,
        permit: AsyncSemaphore.Permit, revocation: Date?,
        then next: @escaping @Sendable (Date?) async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        let name = user.userName.description
        let roleARN = configuration.naming.roleARN(for: user.userName, of: identity)
        // One of another name is of an earlier prefix, or of an earlier rule for long names, by which it may be somebody
        // else's now: its sessions must not live on there.
        if let former = before.flatMap({ ARN($0.roleARN) }), !former.isSame(as: roleARN) {
            try await remove(former, lease)
        }
        var early: Result<Reading.Contents, AWSError>?
        if let reading, !(before?.isTouched(since: reading.start) ?? false) { early = await reading.contents.value }
        // A role that was there without a record may have been removed with it meanwhile.
        if before == nil, case .success(let contents)? = early, contents.state != nil { early = nil }
        var contents: Reading.Contents
        var plan: RolePlan
        var hasRole = false
        do throws(CoreError) {
            contents = try await settled(early, of: user)
            hasRole = contents.state != nil
            contents = try await withoutPredecessor(contents, user, before?.userID, roleARN, lease)
            plan = try await checkedPlan(contents, identity: identity, revocation: revocation)
        } catch {
            if case .userNotFound = error { throw error }
            // There was no record: then there is to be none now, unless to tell of a revocation or of a role.
            if before == nil, revocation == nil, !hasRole {
                lease.giveBack()
                try? await records.delete(name, lease: lease.lease)
            }
            throw error
        }
        var writes = plan.writes(from: contents.state, naming: configuration.naming, quotas: contents.quotas)
        var needsTime = writes.all.contains(where: \.needsTimeToSpread)
        var rereadings = 0
        while case .failure(let error) = await outcome({ [writes, plan] () throws(CoreError) in
            try await apply(writes.stages, to: plan.roleName, lease)
        }) {
            guard case .aws(let cause) = error, cause.contradictsReading, rereadings < 2, !Task.isCancelled else {
                throw error
            }
            rereadings += 1
            await timekeeper.sleep(.seconds(1))
            let owner = contents.user.userID
            contents = try await withoutPredecessor(try await settled(nil, of: user), user, owner, roleARN, lease)
            plan = try await checkedPlan(contents, identity: identity, revocation: revocation)
            writes = plan.writes(from: contents.state, naming: configuration.naming, quotas: contents.quotas)
            needsTime = needsTime || writes.all.contains(where: \.needsTimeToSpread)
        }

        let now = timekeeper.now()
        var changedAt = needsTime ? now : before?.changedAt
        if let created = contents.state?.role.createDate, now.timeIntervalSince(created) < Self.spreading {
            // Made a moment ago, perhaps by a try that came no further.
            changedAt = min(now, max(created, changedAt ?? created))
        }
        let mirrored = contents.user
        async let finished = outcome { [changedAt, writes, plan] () throws(CoreError) in
            try await apply(writes.afterwards, to: plan.roleName, lease)
            async let cleared = outcome { () throws(AWSError) in
                try await mirror.apply([writes.leftovers], to: plan.roleName)
            }
            lease.giveBack()
            let isOurs = try await orCoreError { () throws(AWSError) in
                try await records.finish(
                    mirrored, lease: lease.lease, now: timekeeper.now(), syncedAt: now, plan: plan.fingerprint,
                    changedAt: changedAt)
            }
            if !isOurs { lease.giveBackFailed() }
            try await cleared.orCoreError()
        }
        // What follows waits for AWS to know of the role, at the longest, and needs nothing of what was read.
        permit.release()
        let value = await outcome { [changedAt] () throws(CoreError) in
            // Whoever asked knew the user otherwise, by whom the session's tags were chosen.
            guard mirrored.digest == user.digest else { throw .roleBusy }
            return try await next(changedAt)
        }
        try await finished.get()
        return try value.get()
    }

    /// What was read, or is read anew after a role was removed that was made for another user of that name, whose sessions
    /// end with it; `owner` is the ID of the user whose role it is supposed to be.
    private func withoutPredecessor(
        _ contents: Reading.Contents, _ user: User, _ owner: String?, _ roleARN: ARN, _ lease: HeldLease
    ) async throws(CoreError) -> Reading.Contents {
        guard let role = contents.state?.role, role.isPredecessors(of: contents.user, owner) else { return contents }
        try await remove(roleARN, lease)
        return try await settled(nil, of: user)
    }

    /// Carries out the stages for as long as the lease is ours.
    private func apply(
        _ stages: [[RoleWrite]], to roleName: RoleName, _ lease: HeldLease
    ) async throws(CoreError) {
        for stage in stages {
            guard lease.isHeld else { throw .roleBusy }
            try await orCoreError { () throws(AWSError) in try await mirror.apply([stage], to: roleName) }
        }
    }

    /// The plan, if it can be carried out.
    private func checkedPlan(
        _ contents: Reading.Contents, identity: BrokerIdentity, revocation: Date?
    ) async throws(CoreError) -> RolePlan {
        let plan = try await plan(contents, identity: identity, revocation: revocation)
        if let role = contents.state?.role, role.path != plan.path { throw .foreignRole(role.arn) }
        let excesses = try await excesses(of: plan, contents)
        guard excesses.isEmpty else { throw .limitsExceeded(excesses) }
        return plan
    }

    /// The account's limits that the plan would pass.
    private func excesses(of plan: RolePlan, _ contents: Reading.Contents) async throws(CoreError) -> [LimitExcess] {
        let quotas = contents.quotas
        var excesses: [LimitExcess] = []
        if contents.state == nil, quotas.roles >= quotas.rolesQuota {
            excesses.append(LimitExcess(limit: .roles, needed: quotas.roles + 1, allowed: quotas.rolesQuota))
        }
        var missing = plan.ownPolicies.keys.filter { contents.state?.documents[$0] == nil }
        if quotas.policies + missing.count > quotas.policiesQuota {
            // A try that came no further may have left some.
            missing = try await orCoreError { [missing] () throws(AWSError) in try await mirror.missing(of: missing) }
        }
        let needed = quotas.policies + missing.count
        if !missing.isEmpty, needed > quotas.policiesQuota {
            excesses.append(LimitExcess(limit: .policies, needed: needed, allowed: quotas.policiesQuota))
        }
        return excesses
    }

    /// Made on Swift's own threads: the plan of a user with full quotas takes tens of milliseconds, which an event loop
    /// has not.
    private func plan(
        _ contents: Reading.Contents, identity: BrokerIdentity, revocation: Date?
    ) async throws(CoreError) -> RolePlan {
        // With as much more as AWS lets clocks differ.
        let longestSession: TimeInterval = 43_200 + 300
        // The record may have been lost, or say less than the role.
        let revokedBefore = [revocation, contents.state?.revokedBefore].compactMap { $0 }.max()
        let isOver = revokedBefore.map { timekeeper.now().timeIntervalSince($0) > longestSession } ?? true
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(CoreError) in
            try RolePlan(
                mirroring: contents.user, contents.policies, naming: configuration.naming, broker: identity,
                mfa: configuration.mfa, quotas: contents.quotas, revokedBefore: isOver ? nil : revokedBefore)
        }
    }

    /// The reading; taken anew, twice at the most, if what was being read was deleted meanwhile.
    private func settled(
        _ early: Result<Reading.Contents, AWSError>?, of user: User
    ) async throws(CoreError) -> Reading.Contents {
        var result: Result<Reading.Contents, AWSError>
        if let early {
            result = early
        } else {
            result = await outcome { () throws(AWSError) in try await read(user.userName) }
        }
        for wait in [Duration.zero, .seconds(1)] {
            guard case .failure(let error) = result, error.isNoSuchEntity else { break }
            // IAM may go on telling of what is gone for some seconds.
            await timekeeper.sleep(wait)
            result = await outcome { () throws(AWSError) in try await read(user.userName) }
        }
        switch result {
        case .success(let contents): return contents
        case .failure(let error):
            guard error.isNoSuchEntity else { throw .aws(error) }
            let isThere = try await orCoreError { () throws(AWSError) in try await mirror.hasUser(user.userName) }
            throw isThere ? .aws(error) : .userNotFound(user.userName)
        }
    }

    // MARK: The lease

    /// Keeps the lease alive while `body` runs, and gives it back when that fails. Should it be lost all the same, `body`
    /// is cancelled, and what it wrote last is looked at by the next login.
    private func holding<Value: Sendable>(
        _ lease: HeldLease, of name: String, _ body: @escaping @Sendable () async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        let result = await keeper.holding(lease, of: name) { await outcome(body) }
        if lease.isLost {
            await giveBack(lease.lease, of: name)
            await Task { await distrust(name) }.value
            throw .roleBusy
        }
        if case .failure = result { await giveBack(lease.lease, of: name) }
        return try result.get()
    }

    /// Waits for whoever has the lease now: their end would say that the role is current.
    private func distrust(_ name: String) async {
        var backoff = Backoff(shortest: .milliseconds(200), longest: .seconds(2))
        var waited: Duration = .zero
        while waited < Self.patience {
            if (try? await records.distrust(name)) ?? false { return }
            let wait = backoff.wait()
            await timekeeper.sleep(wait)
            waited += wait
        }
    }

    /// The request may have been cancelled by now. Should this fail, the lease lapses by itself.
    private func giveBack(_ lease: Lease, of name: String) async {
        await Task { try? await records.release(name, lease: lease, now: timekeeper.now()) }.value
    }
}

extension Role {
    /// Whether it was made for another user, who had the same name before.
    fileprivate func isPredecessors(of user: User, _ owner: String?) -> Bool {
        if let owner, owner != user.userID { return true }
        return user.createDate.map { createDate < $0 } ?? false
    }
}

extension RoleWrite {
    /// Whether AWS may refuse AssumeRole for some seconds after it, or a session opened before it has other tags.
    fileprivate var needsTimeToSpread: Bool {
        switch self {
        case .create, .updateTrust, .updateMaxSessionDuration, .tag, .untag: true
        default: false
        }
    }
}

package import AWS
import Cryptography
package import FoundationEssentials

/// Makes a user's role equal to its plan, one node at a time.
package struct RoleSync: Sendable {
    /// How long a lease stands without being renewed, in seconds: what the next login waits after a crash.
    static let leaseDuration: TimeInterval = 12
    /// How long a login waits while another one keeps the role busy.
    static let patience: Duration = .seconds(30)

    private let mirror: RoleMirror
    private let records: RoleRecords
    private let configuration: MirrorConfiguration
    private let timekeeper: Timekeeper

    package init(
        mirror: RoleMirror, records: RoleRecords, configuration: MirrorConfiguration, timekeeper: Timekeeper = .system
    ) {
        self.mirror = mirror
        self.records = records
        self.configuration = configuration
        self.timekeeper = timekeeper
    }

    /// Syncs the role, or waits for the one who is at it; then does `next`, which is told when the role was last made or
    /// its trust changed.
    ///
    /// The record is marked as synced while `next` is already under way: it depends on the role alone.
    package func sync<Value: Sendable>(
        _ user: User, identity: BrokerIdentity, then next: @Sendable (Date?) async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        let roleARN = configuration.naming.roleARN(for: user.userName, of: identity)
        let name = user.userName.description
        var backoff = Backoff(shortest: .milliseconds(200), longest: .seconds(1))
        var waited: Duration = .zero
        while true {
            let start = timekeeper.now()
            let lease = newLease(at: start)
            async let acquisition = outcome { () throws(AWSError) in
                try await records.acquire(
                    name, roleARN: roleARN, lease: lease, now: start,
                    expiresAt: start + configuration.roleTimeToLive)
            }
            // What IAM says is read while the lease is being taken; it counts only if nobody else was at work meanwhile.
            async let reading = outcome { () throws(AWSError) in try await read(user) }

            if case .acquired(let before) = try await acquisition.orCoreError() {
                let early = await reading
                return try await holding(lease, of: name) { () throws(CoreError) in
                    let isUntouched = !(before?.isTouched(since: start) ?? false)
                    let reading = isUntouched ? early : await outcome { () throws(AWSError) in try await read(user) }
                    return try await sync(user, reading, identity: identity, before: before, lease: lease, then: next)
                }
            }
            _ = await reading

            let wait = backoff.wait()
            guard waited + wait < Self.patience, !Task.isCancelled else { throw .roleBusy }
            await timekeeper.sleep(wait)
            waited += wait
            let now = timekeeper.now()
            let current = try await orCoreError { () throws(AWSError) in
                try await records.touch(
                    name, roleARN: roleARN, now: now, expiresAt: now + configuration.roleTimeToLive, freshSince: start)
            }
            if let current { return try await next(current.changedAt) }
        }
    }

    /// Removes the role and the record that a user who is gone may have left; does nothing where there are none.
    package func removeLeftovers(of userName: UserName, identity: BrokerIdentity) async throws(CoreError) {
        let now = timekeeper.now()
        let lease = newLease(at: now)
        let name = userName.description
        let roleARN = configuration.naming.roleARN(for: userName, of: identity)
        let acquisition = try await orCoreError { () throws(AWSError) in
            try await records.acquireForRemoval(name, lease: lease, now: now, expiredBefore: nil)
        }
        switch acquisition {
        case .acquired:
            try await holding(lease, of: name) { () throws(CoreError) in
                try await orCoreError { () throws(AWSError) in
                    try await mirror.remove(roleARN)
                    try await records.delete(name, lease: lease)
                }
            }
        case .held:
            // No record, as a rule; should another node be at work on it, that one finds the user gone as well.
            try await orCoreError { () throws(AWSError) in try await mirror.remove(roleARN) }
        }
    }

    // MARK: Under the lease

    private func sync<Value: Sendable>(
        _ user: User, _ reading: Result<Reading, AWSError>, identity: BrokerIdentity, before: RoleRecord?, lease: Lease,
        then next: @Sendable (Date?) async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        let name = user.userName.description
        let role = try await apply(reading, of: user, identity: identity)
        async let finished = outcome { () throws(AWSError) in
            try await records.finish(
                name, lease: lease, syncedAt: timekeeper.now(), plan: role.plan.fingerprint, changedAt: role.changedAt)
        }
        let value = await outcome { () throws(CoreError) in try await next(role.changedAt ?? before?.changedAt) }
        guard try await finished.orCoreError() else { throw .roleBusy }
        return try value.get()
    }

    private struct Reading: Sendable {
        var snapshot: UserSnapshot
        var state: RoleState?
        var quotas: RoleQuotas
    }

    private func read(_ user: User) async throws(AWSError) -> Reading {
        let roleName = configuration.naming.roleName(for: user.userName)
        async let state = outcome { () throws(AWSError) in try await mirror.state(of: roleName) }
        async let quotas = outcome { () throws(AWSError) in try await mirror.quotas() }
        return Reading(
            snapshot: try await mirror.snapshot(of: user), state: try await state.get(), quotas: try await quotas.get())
    }

    /// Makes the role equal to the plan; tells when, if AWS needs time to spread that.
    private func apply(
        _ reading: Result<Reading, AWSError>, of user: User, identity: BrokerIdentity
    ) async throws(CoreError) -> (plan: RolePlan, changedAt: Date?) {
        let reading = try await settled(reading, of: user)
        let plan = try RolePlan(
            mirroring: reading.snapshot, naming: configuration.naming, broker: identity.principal)
        if let role = reading.state?.role, role.path != plan.path { throw .foreignRole(role.arn) }
        let excesses = plan.excesses(over: reading.quotas, isNew: reading.state == nil)
        guard excesses.isEmpty else { throw .limitsExceeded(excesses) }

        let stages = plan.writes(from: reading.state, quotas: reading.quotas)
        try await orCoreError { () throws(AWSError) in try await mirror.apply(stages, to: plan.roleName) }
        let isTrustChanged = stages.joined().contains(where: \.needsTimeToSpread)
        return (plan, isTrustChanged ? timekeeper.now() : nil)
    }

    /// The reading; taken anew, twice at the most, if what was being read was deleted meanwhile.
    private func settled(_ reading: Result<Reading, AWSError>, of user: User) async throws(CoreError) -> Reading {
        var reading = reading
        for _ in 0..<2 {
            guard case .failure(let error) = reading, error.isNoSuchEntity else { break }
            reading = await outcome { () throws(AWSError) in try await read(user) }
        }
        switch reading {
        case .success(let reading): return reading
        case .failure(let error) where error.isNoSuchEntity: throw .userNotFound(user.userName)
        case .failure(let error): throw .aws(error)
        }
    }

    // MARK: The lease

    private func newLease(at now: Date) -> Lease {
        Lease(owner: Hexadecimal.encode(Random.bytes(16)), until: now + Self.leaseDuration)
    }

    /// Keeps the lease alive while `body` runs, and gives it back when that fails.
    private func holding<Value: Sendable>(
        _ lease: Lease, of name: String, _ body: () async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        let renewal = Task {
            while true {
                await timekeeper.sleep(.seconds(Self.leaseDuration / 3))
                if Task.isCancelled { return }
                let later = Lease(owner: lease.owner, until: timekeeper.now() + Self.leaseDuration)
                // A lease that can't be renewed lapses, and the record's conditions then refuse what this node would write.
                try? await records.renew(name, lease: later)
            }
        }
        defer { renewal.cancel() }
        do throws(CoreError) {
            return try await body()
        } catch {
            // Should this fail too, the lease lapses by itself.
            try? await records.release(name, lease: lease, now: timekeeper.now())
            throw error
        }
    }
}

extension RoleWrite {
    /// Whether AWS may refuse AssumeRole for some seconds after it.
    fileprivate var needsTimeToSpread: Bool {
        switch self {
        case .create, .updateTrust, .updateMaxSessionDuration: true
        default: false
        }
    }
}

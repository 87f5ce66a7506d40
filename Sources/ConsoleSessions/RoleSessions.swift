package import AWS
import Concurrency
import FoundationEssentials
import IAMPolicy
package import RoleMirror
package import RoleRecords

/// Opens and ends sessions of mirrored roles, for one request.
///
/// ``FastLogin`` opens a session of a role that is known and current. Every other login has ``RoleReconciler`` compare the
/// role with its user first, which makes the role if there is none.
package struct RoleSessions: Sendable {
    let iam: IAM
    let sts: STS
    let records: RoleRecordTable
    let caches: ConsoleCaches
    let configuration: MirrorConfiguration
    let served: ServedUsers
    let removed: RemovedRoles
    let timekeeper: Timekeeper

    /// - Parameters:
    ///   - iam: calls IAM for one request.
    ///   - sts: calls STS for it.
    ///   - records: the role records.
    ///   - caches: shared by the whole process.
    ///   - configuration: how roles are named and kept.
    ///   - served: the users who get sessions.
    ///   - removed: notes each role that is removed on the way, for the audit log.
    package init(
        iam: IAM, sts: STS, records: RoleRecordTable, caches: ConsoleCaches, configuration: MirrorConfiguration,
        served: ServedUsers = .all, removed: RemovedRoles = RemovedRoles()
    ) {
        self.iam = iam
        self.sts = sts
        self.records = records
        self.caches = caches
        self.configuration = configuration
        self.served = served
        self.removed = removed
        // Revocations and roles are dated by AWS, and records by nodes whose clocks may differ.
        timekeeper = iam.client.awsTimekeeper
    }

    var users: UserReader { UserReader(iam: iam, cache: caches.mirror) }

    var reconciler: RoleReconciler {
        RoleReconciler(
            iam: iam, records: records, configuration: configuration, cache: caches.mirror,
            permits: caches.reconciliations, removed: removed, timekeeper: timekeeper)
    }

    private var assumer: RoleAssumer {
        RoleAssumer(
            iam: iam, sts: sts, broker: caches.broker, naming: configuration.naming, timekeeper: timekeeper)
    }

    var fastLogin: FastLogin {
        FastLogin(
            iam: iam, records: records, assumer: assumer, roles: caches.roles, configuration: configuration,
            served: served,
            timekeeper: timekeeper)
    }

    /// Who Latchkey is to AWS.
    func identity() async throws(ConsoleSessionsError) -> BrokerIdentity {
        try await ConsoleSessionsError.wrapping { () throws(AWSError) in
            try await caches.broker.identity(asking: sts)
        }
    }

    /// Who Latchkey is to AWS, for a user other than Latchkey's own.
    private func identity(serving name: UserName) async throws(ConsoleSessionsError) -> BrokerIdentity {
        let identity = try await identity()
        guard !identity.principal.isUser(named: name) else { throw .userNotServed(name) }
        return identity
    }

    // MARK: Opening

    /// Opens a session, and does with it what needs AWS again while the role's record is still being written.
    ///
    /// - Parameters:
    ///   - request: which session is asked for.
    ///   - use: what is done with it. The session counts only if this method returns.
    /// - Returns: what `use` returned.
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` as ``ConsoleSessionsError/mirror(_:)`` when there is no such IAM
    ///   user, after removing the role that one left behind; any other ``ConsoleSessionsError``.
    package func open<Value: Sendable>(
        _ request: RoleSessionRequest, then use: @escaping @Sendable (RoleSession) async -> Value
    ) async throws(ConsoleSessionsError) -> Value {
        let identity = try await identity(serving: request.userName)
        let reading = beginEarlyReading(of: request.userName)
        defer {
            reading?.observation.cancel()
            reading?.permit.release()
        }
        let roleARN = configuration.naming.roleARN(for: request.userName, of: identity)
        switch try await fastLogin.attempt(request, of: roleARN) {
        case .opened(let session):
            // What is left to read would be of use only if the role had to change.
            reading?.observation.cancel()
            return await use(session)
        case .stale(let login):
            return try await reconcile(for: login, identity: identity, reading?.observation, then: use)
        case .propagating(let login):
            // AWS answers the same for a role that it doesn't know yet and for one that is gone.
            if await isGone(configuration.naming.roleName(for: login.user.userName)) {
                return try await reconcile(for: login, identity: identity, reading?.observation, then: use)
            }
            return await use(login.session(try await assumer.assumeWaiting(roleARN, for: login.request)))
        case .renamed(let name): return try await open(request.renamed(name), then: use)
        case .notFound:
            let name = try await removingLeftovers(identity: identity) { () throws(RoleMirrorError) in
                try await users.canonicalName(of: request.userName)
            }
            return try await open(request.renamed(name), then: use)
        }
    }

    /// Begins to read the user and the role if nothing speaks for the role being current, and if few others do so.
    private func beginEarlyReading(
        of userName: UserName
    ) -> (observation: PendingObservation, permit: AsyncSemaphore.Permit)? {
        let syncedAt = caches.roles[userName]?.syncedAt
        let isCurrent = syncedAt.map { timekeeper.now().timeIntervalSince($0) < configuration.syncInterval } ?? false
        guard !isCurrent, let permit = caches.earlyReadings.acquireIfAvailable() else { return nil }
        return (reconciler.beginReading(userName), permit)
    }

    /// Opens a session after making the role equal to its plan.
    private func reconcile<Value: Sendable>(
        for login: Login, identity: BrokerIdentity, _ early: PendingObservation?,
        then use: @escaping @Sendable (RoleSession) async -> Value
    ) async throws(ConsoleSessionsError) -> Value {
        let user = login.user
        caches.roles[user.userName] = nil
        let result = try await ConsoleSessionsError.wrapping { () throws(RoleMirrorError) in
            try await reconciler.reconcile(
                user, identity: identity, early: early,
                freshness: login.request.sync == .always ? .fromThisNode : .fromAnyNode
            ) { changedAt in
                await outcome { () throws(ConsoleSessionsError) in
                    await use(login.session(try await assume(login, changedAt: changedAt)))
                }
            }
        }
        let value = try result.get()
        caches.roles[user.userName] = CurrentRoleCache.Entry(
            syncedAt: timekeeper.now(), userDigest: user.digest, contradictedTagKeys: login.contradictedTagKeys)
        return value
    }

    /// Assumes a role that is as planned, and that was last made or changed at `changedAt`.
    private func assume(_ login: Login, changedAt: Date?) async throws(ConsoleSessionsError) -> AssumedSession {
        if changedAt?.isWithinPropagation(at: timekeeper.now()) ?? false {
            return try await assumer.assumeWaiting(login.roleARN, for: login.request)
        }
        // The role was there all along, and is current now.
        if let session = login.earlySession { return session }
        return try await assumer.assumeAtOnce(login.roleARN, for: login.request)
    }

    /// Whether IAM says that there is no such role.
    private func isGone(_ roleName: RoleName) async -> Bool {
        do throws(AWSError) {
            _ = try await iam.getRole(roleName: roleName)
            return false
        } catch {
            return error.isNoSuchEntity
        }
    }

    // MARK: Users

    /// Looks up the IAM user behind a caller's name, whatever its case. Nothing is changed.
    ///
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` as ``ConsoleSessionsError/mirror(_:)`` when there is none.
    package func user(named name: UserName) async throws(ConsoleSessionsError) -> User {
        _ = try await identity(serving: name)
        let user = try await ConsoleSessionsError.wrapping { () throws(RoleMirrorError) in
            try await users.user(named: name)
        }
        guard served.includes(user) else { throw .userNotServed(user.userName) }
        return user
    }

    /// Runs a look-up; if it finds no user, removes the role that one left behind, and its sessions with it.
    func removingLeftovers<Value>(
        identity: BrokerIdentity, _ lookUp: () async throws(RoleMirrorError) -> Value
    ) async throws(ConsoleSessionsError) -> Value {
        do throws(RoleMirrorError) {
            return try await lookUp()
        } catch .userNotFound(let name, removed: _) {
            throw .mirror(
                .userNotFound(name, removed: try await removeRole(of: name, identity: identity, onlyIfGone: true)))
        } catch {
            throw .mirror(error)
        }
    }

    /// Removes a user's role together with its record; with `onlyIfGone`, unless there turns out to be such a user.
    ///
    /// - Returns: the role that was removed; nil when there was none.
    func removeRole(
        of name: UserName, identity: BrokerIdentity, onlyIfGone: Bool
    ) async throws(ConsoleSessionsError) -> ARN? {
        let removal = RoleRemoval(
            iam: iam, records: records, naming: configuration.naming, removed: removed, timekeeper: timekeeper)
        return try await ConsoleSessionsError.wrapping { () throws(RoleMirrorError) in
            try await removal.removeRole(of: name, identity: identity, onlyIfGone: onlyIfGone)
        }
    }
}

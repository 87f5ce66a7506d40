package import AWS
package import Concurrency
import Cryptography
import FoundationEssentials
import IAMPolicy
package import RoleMirror
package import RoleRecords

/// Opens sessions of mirrored roles, making and syncing the roles on the way.
///
/// A login of a person whose role is known and current is one round trip deep: whether the IAM user still exists, whether
/// the record is current, and the session itself are asked for at once, and the session is handed out only if the others
/// agree: a user who isn't as the role was synced to is not let in by it. Everything else goes through ``RoleReconciler``.
package struct RoleSessions: Sendable {
    /// How long AWS may take to let a new role be assumed, and how long a login waits for it.
    package static let patience: Duration = .seconds(30)

    let iam: IAM
    private let sts: STS
    let records: RoleRecordTable
    let users: UserReader
    let reconciler: RoleReconciler
    let removal: RoleRemoval
    private let previewer: RolePreviewer
    let memory: ConsoleMemory
    let configuration: MirrorConfiguration
    let timekeeper: Timekeeper

    package init(
        iam: IAM, sts: STS, records: RoleRecordTable, memory: ConsoleMemory, configuration: MirrorConfiguration,
        timekeeper: Timekeeper = .system
    ) {
        self.iam = iam
        self.sts = sts
        self.records = records
        self.memory = memory
        self.configuration = configuration
        self.timekeeper = timekeeper
        users = UserReader(iam: iam, cache: memory.mirror)
        reconciler = RoleReconciler(
            iam: iam, records: records, configuration: configuration, cache: memory.mirror,
            permits: memory.reconciliations, timekeeper: timekeeper)
        removal = RoleRemoval(iam: iam, records: records, naming: configuration.naming, timekeeper: timekeeper)
        previewer = RolePreviewer(
            iam: iam, records: records, configuration: configuration, cache: memory.mirror, timekeeper: timekeeper)
    }

    /// Opens a session, and does with it what needs AWS again while the role's record is being written.
    ///
    /// - Parameters:
    ///   - request: whose session, and which.
    ///   - use: what is done with it; the session counts only if this method returns.
    /// - Returns: what `use` returned.
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when there is no such IAM user, after removing the role that it may have
    ///   left behind; any of the errors of syncing; ``CoreError/assumeRoleDenied(_:)`` or ``CoreError/roleNotReady(waited:)``.
    package func open<Value: Sendable>(
        _ request: RoleSessionRequest, then use: @escaping @Sendable (RoleSession) async -> Value
    ) async throws(CoreError) -> Value {
        let identity = try await identity()
        // Where nothing speaks for a current role, what a sync would read is asked for at once.
        let remembered = memory.roles[request.userName]
        let isCurrent = remembered.map { timekeeper.now().timeIntervalSince($0.syncedAt) < configuration.syncInterval }
        let reads = !(isCurrent ?? false) && memory.roles.beginReading()
        let reading = reads ? reconciler.beginReading(request.userName) : nil
        defer {
            reading?.cancel()
            if reads { memory.roles.endReading() }
        }
        switch try await openAtOnce(request, identity: identity, remembered: remembered) {
        case .opened(let session): return await use(session)
        case .stale(let found): return try await open(found, identity: identity, reading, then: use)
        case .named(let name):
            var renamed = request
            renamed.userName = name
            return try await open(renamed, then: use)
        }
    }

    /// What became of opening a session without a sync.
    private enum Opening {
        case opened(RoleSession)
        case stale(Found)
        /// The user has another name than was asked for.
        case named(UserName)
    }

    /// Whose session is opened, as far as it is known by now. By reference: tasks hold it while they wait.
    private final class Found: Sendable {
        let user: User
        /// With the tags that the user's own don't contradict.
        let request: RoleSessionRequest
        let contradictedTagKeys: [String]
        let roleARN: ARN
        /// A session of the role as it was found.
        let early: Assumption?

        init(user: User, request: RoleSessionRequest, contradictedTagKeys: [String], roleARN: ARN, early: Assumption?) {
            self.user = user
            self.request = request
            self.contradictedTagKeys = contradictedTagKeys
            self.roleARN = roleARN
            self.early = early
        }

        func session(_ assumption: Assumption) -> RoleSession { RoleSession(user: user, assumption, roleARN: roleARN) }
    }

    /// Opens a session if the role is current.
    private func openAtOnce(
        _ request: RoleSessionRequest, identity: BrokerIdentity, remembered: CurrentRoles.Known?
    ) async throws(CoreError) -> Opening {
        let roleARN = configuration.naming.roleARN(for: request.userName, of: identity)
        let now = timekeeper.now()
        // Which of the session tags contradict the user's own is known for certain with the user.
        let supposed = request.without(tagKeys: remembered?.contradictedTagKeys ?? [])
        var answers = await ask(request, roleARN: roleARN, sessionAs: supposed, now: now)
        var verdict = try judge(answers, to: request, tags: supposed.tags, roleARN: roleARN, at: now)
        if case .wrongTags(let found) = verdict {
            let session = await outcome { () throws(AWSError) in try await assume(roleARN, for: found.request) }
            answers = Answers(user: answers.user, record: answers.record, session: session)
            verdict = try judge(answers, to: request, tags: found.request.tags, roleARN: roleARN, at: now)
        }
        switch verdict {
        case .current(let session): return .opened(session)
        case .stale(let found), .wrongTags(let found): return .stale(found)
        case .notSpread(let found):
            // Not known everywhere yet, or gone already: the denial is the same.
            if await isGone(configuration.naming.roleName(for: found.user.userName)) { return .stale(found) }
            return .opened(found.session(try await assumePatiently(roleARN, for: found.request)))
        case .named(let name): return .named(name)
        case .missing: return .named(try await canonicalName(of: request.userName))
        }
    }

    /// What the answers come to.
    private enum Verdict {
        case current(RoleSession)
        case stale(Found)
        /// The role is current, but may not be known everywhere.
        case notSpread(Found)
        /// The role is current, but the session was asked for with tags that contradict the user's.
        case wrongTags(Found)
        case named(UserName)
        /// There is no user of exactly this name.
        case missing
    }

    /// Says what the answers come to; `tags` are those that their session was asked for with.
    private func judge(
        _ answers: Answers, to request: RoleSessionRequest, tags: [Tag], roleARN: ARN, at now: Date
    ) throws(CoreError) -> Verdict {
        let user: User
        switch answers.user {
        case .success(let found): user = found
        case .failure(let error) where error.isNoSuchEntity: return .missing
        case .failure(let error): throw .aws(error)
        }
        guard user.userName == request.userName else { return .named(user.userName) }

        let contradicted = user.contradictedTagKeys(of: request.tags)
        let request = request.without(tagKeys: contradicted)
        func found(_ early: Assumption? = nil) -> Found {
            Found(user: user, request: request, contradictedTagKeys: contradicted, roleARN: roleARN, early: early)
        }
        let digest = user.digest
        let hasTags = request.tags == tags
        let known = try answers.record.orCoreError()
        // Where the user isn't as the role was synced to, a session of it as it was is no use.
        guard let record = known, record.userDigest == digest else {
            return .stale(found(known == nil && hasTags ? try? answers.session.get() : nil))
        }
        guard hasTags else { return .wrongTags(found()) }
        switch answers.session {
        case .success(let session):
            memory.roles[user.userName] = record.syncedAt.map {
                CurrentRoles.Known(syncedAt: $0, userDigest: digest, contradictedTagKeys: contradicted)
            }
            return .current(found().session(session))
        case .failure(let error) where !error.mayMeanDrift: throw CoreError(assuming: error)
        case .failure(let error):
            return error.isAccessDenied && isFresh(record.changedAt, at: now) ? .notSpread(found()) : .stale(found())
        }
    }

    /// What was asked at once: the user, the record if it is current, and a session for the case that both are as supposed.
    private final class Answers: Sendable {
        let user: Result<User, AWSError>
        let record: Result<RoleRecord?, AWSError>
        let session: Result<Assumption, AWSError>

        init(
            user: Result<User, AWSError>, record: Result<RoleRecord?, AWSError>, session: Result<Assumption, AWSError>
        ) {
            self.user = user
            self.record = record
            self.session = session
        }
    }

    private func ask(
        _ request: RoleSessionRequest, roleARN: ARN, sessionAs supposed: RoleSessionRequest, now: Date
    ) async -> Answers {
        async let user = outcome { () throws(AWSError) in try await iam.getUser(userName: request.userName) }
        async let record = outcome { () throws(AWSError) in
            request.sync == .always
                ? nil
                : try await records.touch(
                    request.userName.description, roleARN: roleARN, now: now,
                    expiresAt: now + configuration.roleTimeToLive, freshSince: now - configuration.syncInterval)
        }
        async let session = outcome { () throws(AWSError) in try await assume(roleARN, for: supposed) }
        return await Answers(user: user, record: record, session: session)
    }

    /// Opens a session after a sync.
    private func open<Value: Sendable>(
        _ found: Found, identity: BrokerIdentity, _ reading: PendingObservation?,
        then use: @escaping @Sendable (RoleSession) async -> Value
    ) async throws(CoreError) -> Value {
        let (user, request) = (found.user, found.request)
        memory.roles[user.userName] = nil
        let result = try await orCoreError { () throws(RoleMirrorError) in
            try await reconciler.reconcile(
                user, identity: identity, early: reading,
                freshness: request.sync == .always ? .fromThisNode : .fromAnyNode
            ) { changedAt in
                await outcome { () throws(CoreError) in
                    let session: Assumption
                    if isFresh(changedAt, at: timekeeper.now()) {
                        session = try await assumePatiently(found.roleARN, for: request)
                    } else if let early = found.early {
                        // The role was there all along, and is current now.
                        session = early
                    } else {
                        session = try await assumeAtOnce(found.roleARN, for: request)
                    }
                    return await use(found.session(session))
                }
            }
        }
        let value = try result.get()
        memory.roles[user.userName] = CurrentRoles.Known(
            syncedAt: timekeeper.now(), userDigest: user.digest, contradictedTagKeys: found.contradictedTagKeys)
        return value
    }

    /// Who we are to AWS.
    func identity() async throws(CoreError) -> BrokerIdentity {
        try await orCoreError { () throws(AWSError) in try await memory.broker.identity(asking: sts) }
    }

    // MARK: The user

    /// The IAM user behind a caller's name, whatever its case.
    ///
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when there is none, after removing the role that it may have left
    ///   behind, and its sessions with it.
    package func user(named name: UserName) async throws(CoreError) -> User {
        try await removingLeftovers { () throws(RoleMirrorError) in try await users.user(named: name) }
    }

    /// IAM names are one regardless of case, but its look-up may not be: the name is looked for in the list before the user
    /// counts as missing. What a missing one left is removed.
    private func canonicalName(of name: UserName) async throws(CoreError) -> UserName {
        try await removingLeftovers { () throws(RoleMirrorError) in try await users.canonicalName(of: name) }
    }

    /// Looks up a user; where there is none, removes the role that they left behind.
    private func removingLeftovers<Value>(
        _ lookUp: () async throws(RoleMirrorError) -> Value
    ) async throws(CoreError) -> Value {
        do throws(RoleMirrorError) {
            return try await lookUp()
        } catch .userNotFound(let name, removed: _) {
            let identity = try await identity()
            let removed = try await orCoreError { () throws(RoleMirrorError) in
                try await removal.removeRole(of: name, identity: identity)
            }
            throw .mirror(.userNotFound(name, removed: removed))
        } catch {
            throw .mirror(error)
        }
    }

    /// Syncs a role that isn't current, so that the login that follows finds it ready. Opens no session.
    package func prepare(_ user: User) async throws(CoreError) {
        let now = timekeeper.now()
        let digest = user.digest
        let remembered = memory.roles[user.userName]
        if let remembered, remembered.userDigest == digest,
            now.timeIntervalSince(remembered.syncedAt) < configuration.syncInterval
        {
            return
        }
        let identity = try await identity()
        let known = try await orCoreError { () throws(AWSError) in try await records.get(user.userName.description) }
        if let syncedAt = known?.syncedAt, known?.leaseOwner == nil, known?.userDigest == digest,
            syncedAt.isWithin(configuration.syncInterval, before: now)
        {
            return
        }
        try await orCoreError { () throws(RoleMirrorError) in
            try await reconciler.reconcile(user, identity: identity) { _ in }
        }
        memory.roles[user.userName] = CurrentRoles.Known(
            syncedAt: timekeeper.now(), userDigest: digest,
            contradictedTagKeys: remembered?.contradictedTagKeys ?? [])
    }

    /// What a sync of the user's role would find and do, and what becomes of the session tags that a login would pass;
    /// nothing is written.
    package func preview(of name: UserName, sessionTags: [Tag]) async throws(CoreError) -> RolePreview {
        let identity = try await identity()
        let user = try await user(named: name)
        var preview = try await orCoreError { () throws(RoleMirrorError) in
            try await previewer.preview(user, identity: identity)
        }
        preview.plan.findings += Finding.list(of: sessionTags, for: user)
        return preview
    }

    // MARK: Assuming

    struct Assumption: Sendable {
        var role: AssumedRole
        var shortenedTo: SessionDuration?
    }

    /// One AssumeRole; a second one where the first teaches that the broker's credentials are a role's.
    private func assume(_ roleARN: ARN, for request: RoleSessionRequest) async throws(AWSError) -> Assumption {
        let isShortened = memory.broker.isChained && request.duration > .chained
        let duration = isShortened ? .chained : request.duration
        do throws(AWSError) {
            let role = try await sts.assumeRole(
                AssumeRoleInput(
                    roleARN: roleARN,
                    roleSessionName: request.userName.roleSessionName,
                    durationSeconds: duration.seconds,
                    sourceIdentity: request.userName.sourceIdentity,
                    tags: request.tags,
                    transitiveTagKeys: request.transitiveTagKeys.filter { key in
                        request.tags.contains { $0.hasKey(key) }
                    }))
            return Assumption(role: role, shortenedTo: isShortened ? duration : nil)
        } catch  where error.isChainingRefusal && !isShortened && request.duration > .chained {
            memory.broker.isChained = true
            return try await assume(roleARN, for: request)
        }
    }

    /// AssumeRole until AWS has spread a new role, trust policy or limit, at most for ``patience``. STS may even open a
    /// session of a role of that name that is gone, which would be dead.
    private func assumePatiently(_ roleARN: ARN, for request: RoleSessionRequest) async throws(CoreError) -> Assumption
    {
        let roleName = configuration.naming.roleName(for: request.userName)
        var backoff = Backoff(shortest: .milliseconds(500), longest: .seconds(4))
        var waited: Duration = .zero
        while true {
            let denial: AWSError
            do throws(AWSError) {
                async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
                let assumption = try await assume(roleARN, for: request)
                guard let known = try? await role.get().roleID, let found = assumption.role.roleID, found != known
                else { return assumption }
                denial = .malformedResponse(Operation(.sts, "AssumeRole"), "a session of \(found), not \(known)")
            } catch {
                guard error.mayMeanDrift else { throw CoreError(assuming: error) }
                denial = error
            }
            let wait = backoff.wait()
            guard waited + wait < Self.patience else { throw .roleNotReady(waited: waited, denial) }
            await timekeeper.sleep(wait)
            if Task.isCancelled { throw .aws(denial) }
            waited += wait
        }
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

    /// Whether a change of a role is so recent that AWS may not know of it everywhere.
    private func isFresh(_ changedAt: Date?, at now: Date) -> Bool {
        changedAt?.isWithin(RoleReconciler.propagationTime, before: now) ?? false
    }

    private func assumeAtOnce(_ roleARN: ARN, for request: RoleSessionRequest) async throws(CoreError) -> Assumption {
        do throws(AWSError) {
            return try await assume(roleARN, for: request)
        } catch {
            throw CoreError(assuming: error)
        }
    }
}

extension RoleSession {
    fileprivate init(user: User, _ assumption: RoleSessions.Assumption, roleARN: ARN) {
        self.init(
            user: user, roleARN: roleARN, credentials: assumption.role.credentials,
            shortenedTo: assumption.shortenedTo)
    }
}

extension CoreError {
    /// What a refusal of AssumeRole means.
    fileprivate init(assuming error: AWSError) {
        self =
            if error.isAccessDenied {
                .assumeRoleDenied(error)
            } else if error.isTagRefusal {
                .sessionTagsRefused(error)
            } else {
                .aws(error)
            }
    }
}

extension UserName {
    /// STS takes no name of one character: such a one is followed by a hyphen.
    private var sessionText: String { rawValue.count < 2 ? rawValue + "-" : rawValue }

    /// The person, as CloudTrail shows who acted.
    fileprivate var roleSessionName: RoleSessionName {
        guard let name = RoleSessionName(sessionText) else { preconditionFailure("a user name is a session name") }
        return name
    }

    /// The person, as it stays through further roles.
    fileprivate var sourceIdentity: SourceIdentity? { SourceIdentity(sessionText) }
}

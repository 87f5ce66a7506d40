import AWS
import Concurrency
import FoundationEssentials
import RoleMirror
import RoleRecords

/// Tries to open a session without reading the user's policies and the role.
///
/// Three things are asked for at once, so that this takes one round trip: the IAM user, the role's record, and a session of
/// the role. The session counts only if the record says that the role is current and was made equal to this very user.
struct FastLogin: Sendable {
    enum Outcome {
        case opened(RoleSession)
        /// The role has to be compared with the user first.
        case stale(Login)
        /// The role is current, but was changed a moment ago, and AWS may not know of that everywhere.
        case propagating(Login)
        /// IAM spells the user's name otherwise.
        case renamed(UserName)
        /// IAM finds no user by exactly this name.
        case notFound
    }

    let iam: IAM
    let records: RoleRecordTable
    let assumer: RoleAssumer
    let roles: CurrentRoleCache
    let configuration: MirrorConfiguration
    let served: ServedUsers
    let timekeeper: Timekeeper

    func attempt(
        _ request: RoleSessionRequest, of roleARN: ARN
    ) async throws(ConsoleSessionsError) -> Outcome {
        let now = timekeeper.now()
        // Which session tags contradict the user's own is known for certain only with the user.
        let guess = request.without(tagKeys: roles[request.userName]?.contradictedTagKeys ?? [])
        async let user = outcome { () throws(AWSError) in try await iam.getUser(userName: request.userName) }
        async let record = outcome { () throws(AWSError) in try await currentRecord(for: request, of: roleARN, at: now)
        }
        async let session = outcome { () throws(AWSError) in try await assumer.assume(roleARN, for: guess) }
        let answers = await (user: user, record: record, session: session)

        switch answers.user {
        case .failure(let error) where error.isNoSuchEntity: return .notFound
        case .failure(let error): throw .aws(error)
        case .success(let user) where user.userName != request.userName: return .renamed(user.userName)
        case .success(let user) where !served.includes(user): throw .userNotServed(user.userName)
        case .success(let user):
            let record = try answers.record.mapError(ConsoleSessionsError.aws).get()
            return try await open(
                request, of: roleARN, for: user, record, guessed: (guess.tags, answers.session), at: now)
        }
    }

    /// The role's record if the role is current, after pushing its expiry on; nil otherwise.
    private func currentRecord(
        for request: RoleSessionRequest, of roleARN: ARN, at now: Date
    ) async throws(AWSError) -> RoleRecord? {
        guard request.sync == .ifStale else { return nil }
        return try await records.touch(
            request.userName.description, roleARN: roleARN, now: now, expiresAt: now + configuration.roleTimeToLive,
            freshSince: now - configuration.syncInterval)
    }

    private func open(
        _ request: RoleSessionRequest, of roleARN: ARN, for user: User, _ record: RoleRecord?,
        guessed: (tags: [Tag], session: Result<AssumedSession, AWSError>), at now: Date
    ) async throws(ConsoleSessionsError) -> Outcome {
        let contradicted = user.contradictedTagKeys(of: request.tags)
        let request = request.without(tagKeys: contradicted)
        let isRightGuess = request.tags == guessed.tags
        func login(_ session: AssumedSession? = nil) -> Login {
            Login(
                user: user, request: request, contradictedTagKeys: contradicted, roleARN: roleARN, earlySession: session
            )
        }
        let digest = user.digest
        // A role that was made equal to the user as they were before gives sessions that are of no use.
        guard let record, record.userDigest == digest else {
            return .stale(login(record == nil && isRightGuess ? try? guessed.session.get() : nil))
        }
        let login = login()
        var session = guessed.session
        if !isRightGuess {
            session = await outcome { () throws(AWSError) in try await assumer.assume(roleARN, for: request) }
        }
        switch session {
        case .success(let session):
            roles[user.userName] = record.syncedAt.map {
                CurrentRoleCache.Entry(syncedAt: $0, userDigest: digest, contradictedTagKeys: contradicted)
            }
            return .opened(login.session(session))
        case .failure(let error) where !error.mayMeanDrift: throw ConsoleSessionsError(refusal: error)
        case .failure(let error):
            let isPropagating = record.changedAt?.isWithinPropagation(at: now) ?? false
            return error.isAccessDenied && isPropagating ? .propagating(login) : .stale(login)
        }
    }
}

extension Date {
    /// Whether a role that was changed then may not be known everywhere in AWS yet.
    func isWithinPropagation(at now: Date) -> Bool { isWithin(RoleReconciler.propagationTime, before: now) }
}

import AWS
import Concurrency
import FoundationEssentials
import RoleMirror
import RoleRecords

/// Makes roles that may have live sessions equal to users who have changed since, so that a session doesn't keep what its
/// person has lost. A role that is equal is only read.
struct RoleUpdater: Sendable {
    /// The longest that a session of a mirrored role lasts, in seconds.
    static let longestSession: TimeInterval = 43_200

    private let iam: IAM
    private let previewer: RolePreviewer
    private let reconciler: RoleReconciler
    private let configuration: MirrorConfiguration
    private let identity: @Sendable () async throws(AWSError) -> BrokerIdentity
    private let mode: RoleCleanup.Mode
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - iam: of a client whose writes keep to a rate.
    ///   - records: the table of role records.
    ///   - configuration: how roles are named, planned and kept.
    ///   - identity: who Latchkey is to AWS.
    ///   - mode: whether anything is written.
    ///   - concurrency: how many roles are worked on at once.
    ///   - timekeeper: the clocks.
    init(
        iam: IAM, records: RoleRecordTable, configuration: MirrorConfiguration,
        identity: @escaping @Sendable () async throws(AWSError) -> BrokerIdentity, mode: RoleCleanup.Mode,
        concurrency: Int, timekeeper: Timekeeper
    ) {
        self.iam = iam
        let cache = MirrorCache()
        previewer = RolePreviewer(
            iam: iam, records: records, configuration: configuration, cache: cache, timekeeper: timekeeper)
        reconciler = RoleReconciler(
            iam: iam, records: records, configuration: configuration, cache: cache,
            permits: AsyncSemaphore(count: concurrency), timekeeper: timekeeper)
        self.configuration = configuration
        self.identity = identity
        self.mode = mode
        self.timekeeper = timekeeper
    }

    /// Whether a session of the role may be open: its last login, which a record tells by when it expires, is no longer ago
    /// than a session lasts. Where somebody else wrote that, one may be.
    func mayHaveSessions(_ record: RoleRecord) -> Bool {
        guard record.hasSealedExpiry else { return true }
        let lastLogin = record.expiresAt - configuration.roleTimeToLive
        return lastLogin + Self.longestSession > timekeeper.now()
    }

    /// Compares the role with its user, and makes it equal.
    ///
    /// - Returns: what became of it; nil when it is equal, there is no such user or role, or the record is of another role.
    func update(_ record: RoleRecord) async -> RoleUpdate.Outcome? {
        do throws(RoleMirrorError) {
            guard let userName = UserName(record.userName), let user = try await user(named: userName) else {
                return nil
            }
            let identity = try await outcome(identity).mapError(RoleMirrorError.aws).get()
            let preview = try await previewer.preview(user, identity: identity)
            let isItsRole = ARN(record.roleARN)?.isSame(as: preview.roleARN) ?? false
            let isThere = preview.hasRole || preview.replacesFormerUsersRole
            guard isItsRole, isThere, !preview.changes.isEmpty else { return nil }
            if mode == .dryRun { return .wouldBeUpdated }
            return try await reconciler.update(user, identity: identity) ? .updated : .stayed
        } catch .userNotFound {
            return nil
        } catch {
            return .failed(.mirror(error))
        }
    }

    /// The user of a record, if there is one who is spelt so.
    private func user(named name: UserName) async throws(RoleMirrorError) -> User? {
        do throws(AWSError) {
            return try await iam.getUser(userName: name)
        } catch  where error.isNoSuchEntity {
            return nil
        } catch {
            throw .aws(error)
        }
    }
}

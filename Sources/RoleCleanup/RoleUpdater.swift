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
            guard let userName = UserName(record.userName) else { return nil }
            let identity = try await outcome(identity).mapError(RoleMirrorError.aws).get()
            let roleARN = configuration.naming.roleARN(for: userName, of: identity)
            guard ARN(record.roleARN)?.isSame(as: roleARN) ?? false else { return nil }
            let preview = try await previewer.preview(of: userName, identity: identity)
            let isThere = preview.hasRole || preview.replacesFormerUsersRole
            guard isThere, !preview.changes.isEmpty else { return nil }
            if mode == .dryRun { return .wouldBeUpdated }
            return try await reconciler.update(preview.user, identity: identity) ? .updated : .stayed
        } catch .userNotFound {
            return nil
        } catch {
            return .failed(.mirror(error))
        }
    }
}

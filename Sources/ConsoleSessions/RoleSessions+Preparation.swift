package import AWS
import Concurrency
import FoundationEssentials
import IAMPolicy
package import RoleMirror
import RoleRecords

/// What can be done with a role before its user logs in.
extension RoleSessions {
    /// Makes a role that isn't current equal to its plan, so that the login that follows finds it ready. Opens no session.
    package func prepare(_ user: User) async throws(ConsoleSessionsError) {
        let now = timekeeper.now()
        let digest = user.digest
        let cached = caches.roles[user.userName]
        if let cached, cached.userDigest == digest,
            now.timeIntervalSince(cached.syncedAt) < configuration.syncInterval
        {
            return
        }
        let identity = try await identity()
        let record = try await ConsoleSessionsError.wrapping { () throws(AWSError) in
            try await records.get(user.userName.description)
        }
        if let syncedAt = record?.syncedAt, record?.leaseOwner == nil, record?.userDigest == digest,
            syncedAt.isWithin(configuration.syncInterval, before: now)
        {
            return
        }
        try await ConsoleSessionsError.wrapping { () throws(RoleMirrorError) in
            try await reconciler.reconcile(user, identity: identity) { _ in }
        }
        caches.roles[user.userName] = CurrentRoleCache.Entry(
            syncedAt: timekeeper.now(), userDigest: digest, contradictedTagKeys: cached?.contradictedTagKeys ?? [])
    }

    /// Tells what a login would find and change in the user's role, and what it would do with the session tags. Nothing is
    /// written.
    package func preview(
        of name: UserName, sessionTags: [Tag]
    ) async throws(ConsoleSessionsError) -> RolePreview {
        let identity = try await identity()
        let user = try await user(named: name)
        let previewer = RolePreviewer(
            iam: iam, records: records, configuration: configuration, cache: caches.mirror, timekeeper: timekeeper)
        var preview = try await ConsoleSessionsError.wrapping { () throws(RoleMirrorError) in
            try await previewer.preview(of: user.userName, identity: identity)
        }
        preview.plan.findings += Finding.list(of: sessionTags, for: user)
        return preview
    }
}

package import AWS
package import Concurrency
import FoundationEssentials
package import IAMPolicy
import RoleMirror
import RoleRecords

extension RoleSessions {
    /// Tells whether most of what a user may do isn't in their role, before they log in. Nothing is written. What was read is
    /// good for the interval after which a login looks at the user again.
    ///
    /// - Parameters:
    ///   - user: as IAM tells of them now.
    ///   - deadline: until when to wait for other readings of this kind.
    /// - Returns: what the person is told; nil when there is nothing to tell, or too little time.
    /// - Throws: ``ConsoleSessionsError`` when the policies can't be read; the login will tell why.
    package func shortfall(
        of user: User, by deadline: Instant
    ) async throws(ConsoleSessionsError) -> Finding? {
        let now = timekeeper.now()
        if let known = caches.shortfalls[user.userName], known.userDigest == user.digest,
            known.readAt.isWithin(configuration.syncInterval, before: now)
        {
            return known.finding
        }
        guard let permit = await caches.shortfallReadings.acquire(by: deadline) else { return nil }
        defer { permit.release() }
        let previewer = RolePreviewer(
            iam: iam, records: records, configuration: configuration, cache: caches.mirror, timekeeper: timekeeper)
        let finding = try await ConsoleSessionsError.wrapping { () throws(RoleMirrorError) in
            try await previewer.shortfall(of: user.userName)
        }
        caches.shortfalls[user.userName] = KnownShortfall(readAt: now, userDigest: user.digest, finding: finding)
        return finding
    }
}

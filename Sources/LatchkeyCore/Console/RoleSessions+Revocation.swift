package import AWS
import Concurrency
package import FoundationEssentials
import IAMPolicy
import RoleMirror
import RoleRecords

/// Ending what sessions there are of a role.
extension RoleSessions {
    package struct Revocation: Sendable {
        /// Sessions that began before are ended.
        package var date: Date
        /// What then kept the role from being made equal to its plan; the sessions are ended all the same.
        package var syncFailure: CoreError?
    }

    /// Ends all sessions of a user's role that there are now; new ones can be opened at once.
    ///
    /// The role is shut to them by one write, before anything is planned: policies that no role can hold, or that can't be
    /// read, don't keep them alive. A role without the room for that write is deleted, and its sessions with it.
    ///
    /// - Returns: nil when there is no role.
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when there is no such user.
    @discardableResult
    package func revoke(_ name: UserName) async throws(CoreError) -> Revocation? {
        let identity = try await identity()
        let user = try await self.user(named: name)
        let (start, time) = (timekeeper.now(), iam.client.latestAWSTime)
        // AWS dates a session to the second, and tells its time to the second: those of this one and of the next are to
        // end as well.
        let date = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down) + 2)
        memory.roles[user.userName] = nil
        var revocation = Revocation(date: date)
        switch try await end(user, identity, before: date) {
        case .shut(let date):
            revocation.date = date
            do throws(CoreError) {
                try await orCoreError { () throws(RoleMirrorError) in
                    try await reconciler.reconcile(user, identity: identity, revoking: date) { _ in }
                }
            } catch {
                revocation.syncFailure = error
                // Another sync may have been under way that knew of an older revocation alone.
                _ = try await end(user, identity, before: date)
            }
        case .removed: break
        case .absent:
            let name = user.userName.description
            let record = try await orCoreError { () throws(AWSError) in try await records.get(name) }
            guard record != nil else { return nil }
            // IAM may not tell of a role yet that was made a moment ago.
            try await orCoreError { () throws(RoleMirrorError) in
                try await reconciler.reconcile(user, identity: identity, revoking: date) { _ in }
            }
        }
        // And one that is opened now is to live.
        let left = date.timeIntervalSince(time) - timekeeper.now().timeIntervalSince(start)
        if left > 0 { await timekeeper.sleep(.seconds(left)) }
        return revocation
    }

    /// What became of a role whose sessions were to end.
    private enum End {
        /// To those from before; a later revocation may have come sooner.
        case shut(Date)
        case removed
        case absent
    }

    private func end(_ user: User, _ identity: BrokerIdentity, before date: Date) async throws(CoreError) -> End {
        let roleName = configuration.naming.roleName(for: user.userName)
        let policyName = InlinePolicyName.revocation.policyName
        async let standing = outcome { () throws(AWSError) in
            try await iam.getRolePolicy(roleName: roleName, policyName: policyName)
        }
        do throws(AWSError) {
            let role = try await iam.getRole(roleName: roleName)
            guard role.path == configuration.naming.path else { return .absent }
            let former = (try? await standing.get()).flatMap { try? PolicyDocument(parsing: $0) }?.deniedSessionsEnd
            let date = max(date, former ?? date)
            try await iam.putRolePolicy(
                roleName: roleName, policyName: policyName,
                policyDocument: PolicyDocument.denyingSessions(before: date).minified)
            return .shut(date)
        } catch {
            if error.isNoSuchEntity { return .absent }
            guard error.code == .limitExceeded else { throw .aws(error) }
        }
        // Its policies leave no room for the Deny.
        _ = try await orCoreError { () throws(RoleMirrorError) in
            try await removal.removeRole(of: user.userName, identity: identity)
        }
        return .removed
    }
}

package import AWS
import Concurrency
package import FoundationEssentials
import IAMPolicy
import RoleMirror
import RoleRecords

/// Ending the sessions of a role.
extension RoleSessions {
    package struct Revocation: Sendable {
        /// Sessions that began before this date are ended.
        package var date: Date
        /// What kept the role from being made equal to its plan afterwards. The sessions are ended all the same.
        package var syncFailure: ConsoleSessionsError?
    }

    /// Ends all sessions of a user's role that there are now. New ones can be opened at once.
    ///
    /// One write denies the sessions everything, before anything is read or planned: policies that can't be read, or that no
    /// role can hold, don't keep them alive. If the role has no room for that write, it is removed, and its sessions with it.
    ///
    /// - Returns: nil when there is no role.
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` as ``ConsoleSessionsError/mirror(_:)`` when there is no such
    ///   user, after removing the role that one left behind.
    @discardableResult
    package func revoke(_ name: UserName) async throws(ConsoleSessionsError) -> Revocation? {
        let identity = try await identity()
        let user = try await removingLeftovers(identity: identity) { () throws(RoleMirrorError) in
            try await users.user(named: name)
        }
        let (start, awsTime) = (timekeeper.now(), iam.client.latestAWSTime)
        // AWS dates sessions, and gives the time in its answers, in whole seconds. The sessions of this second and of the next
        // one are to end as well.
        let date = Date(timeIntervalSince1970: awsTime.timeIntervalSince1970.rounded(.down) + 2)
        caches.roles[user.userName] = nil
        guard let revocation = try await revoke(user, identity: identity, before: date) else { return nil }
        // A session that is opened after this returns is to live.
        let left = date.timeIntervalSince(awsTime) - timekeeper.now().timeIntervalSince(start)
        if left > 0 { await timekeeper.sleep(.seconds(left)) }
        return revocation
    }

    private func revoke(
        _ user: User, identity: BrokerIdentity, before date: Date
    ) async throws(ConsoleSessionsError) -> Revocation? {
        switch try await denySessions(of: user, identity: identity, before: date) {
        case .denied(let date):
            do throws(ConsoleSessionsError) {
                try await reconcile(user, identity: identity, revoking: date)
                return Revocation(date: date)
            } catch {
                // Another login may have been at work that knew of an older revocation only, and put that in place.
                _ = try await denySessions(of: user, identity: identity, before: date)
                return Revocation(date: date, syncFailure: error)
            }
        case .roleRemoved: return Revocation(date: date)
        case .noRole:
            let record = try await ConsoleSessionsError.wrapping { () throws(AWSError) in
                try await records.get(user.userName.description)
            }
            guard record != nil else { return nil }
            // IAM may not know everywhere yet of a role that was made a moment ago.
            try await reconcile(user, identity: identity, revoking: date)
            return Revocation(date: date)
        }
    }

    private func reconcile(
        _ user: User, identity: BrokerIdentity, revoking date: Date
    ) async throws(ConsoleSessionsError) {
        try await ConsoleSessionsError.wrapping { () throws(RoleMirrorError) in
            try await reconciler.reconcile(user, identity: identity, revoking: date) { _ in }
        }
    }

    private enum DenialOutcome {
        /// The role denies everything to sessions from before this date, which is later than asked for if the role had a later
        /// one already.
        case denied(before: Date)
        case roleRemoved
        case noRole
    }

    private func denySessions(
        of user: User, identity: BrokerIdentity, before date: Date
    ) async throws(ConsoleSessionsError) -> DenialOutcome {
        let roleName = configuration.naming.roleName(for: user.userName)
        let policyName = InlinePolicyName.revocation.policyName
        async let present = outcome { () throws(AWSError) in
            try await iam.getRolePolicy(roleName: roleName, policyName: policyName)
        }
        do throws(AWSError) {
            let role = try await iam.getRole(roleName: roleName)
            guard try await isMirror(role, of: user) else { return .noRole }
            let earlier = (try? await present.get()).flatMap { try? PolicyDocument(parsing: $0) }?.deniedSessionsEnd
            let date = max(date, earlier ?? date)
            try await iam.putRolePolicy(
                roleName: roleName, policyName: policyName,
                policyDocument: PolicyDocument.denyingSessions(before: date).minified)
            return .denied(before: date)
        } catch {
            if error.isNoSuchEntity { return .noRole }
            guard error.code == .limitExceeded else { throw .aws(error) }
        }
        // The role's other policies leave no room for the Deny.
        _ = try await removeRole(of: user.userName, identity: identity, onlyIfGone: false)
        return .roleRemoved
    }

    private func isMirror(_ role: Role, of user: User) async throws(AWSError) -> Bool {
        let (name, naming) = (user.userName, configuration.naming)
        if RoleClaim(of: name, record: nil, naming: naming).covers(role) { return true }
        return RoleClaim(of: name, record: try await records.get(name.description), naming: naming).covers(role)
    }
}

package import AWS
package import Concurrency
package import RoleRecords

/// Removes a user's role together with its record, under the lease. Callers ask for it: no look-up removes anything.
package struct RoleRemoval: Sendable {
    private let users: UserReader
    private let writer: RoleWriter
    private let roles: RoleReader
    private let records: RoleRecordTable
    private let naming: RoleNaming
    private let timekeeper: Timekeeper

    package init(
        iam: IAM, records: RoleRecordTable, naming: RoleNaming, removed: RemovedRoles = RemovedRoles(),
        timekeeper: Timekeeper = .system
    ) {
        users = UserReader(iam: iam)
        writer = RoleWriter(iam: iam, naming: naming, removed: removed)
        roles = RoleReader(iam: iam, naming: naming)
        self.records = records
        self.naming = naming
        self.timekeeper = timekeeper
    }

    /// Removes the role and the record that a user has or left behind, whatever the case of their name. While another node is
    /// at work on the role, this waits for it.
    ///
    /// - Parameters:
    ///   - userName: the user's name; there need be no such user any more.
    ///   - identity: who Latchkey is to AWS.
    ///   - onlyIfGone: whether the role stays when there turns out to be such a user.
    /// - Returns: the role that was removed; nil when there was none, or none of Latchkey's.
    /// - Throws: ``RoleMirrorError``, also ``RoleMirrorError/roleBusy`` when there is such a user after all.
    package func removeRole(
        of userName: UserName, identity: BrokerIdentity, onlyIfGone: Bool
    ) async throws(RoleMirrorError) -> ARN? {
        var waiting = LeaseWait(shortest: .milliseconds(100), longest: .seconds(2), timekeeper: timekeeper)
        let unrecorded = RoleClaim(of: userName, record: nil, naming: naming)
        while true {
            let role = try await mappingAWSErrors { () throws(AWSError) in try await roles.role(of: userName) }
            let lease = RoleLease(on: owner(of: role, named: userName), records: records, timekeeper: timekeeper)
            let roleARN = role?.arn ?? naming.roleARN(for: userName, of: identity)
            if let claim = try await acquire(lease, role, of: userName, unrecorded) {
                return try await lease.holding { () throws(RoleMirrorError) in
                    if onlyIfGone {
                        let exists = try await mappingAWSErrors { () throws(AWSError) in
                            try await users.exists(userName)
                        }
                        // IAM didn't know of a new user at first.
                        if exists { throw .roleBusy }
                    }
                    return try await remove(roleARN, by: claim, under: lease)
                }
            }
            // Without a role, whoever is at work on the record finds the user gone as well.
            guard let role, unrecorded.covers(role) else { return nil }
            try await waiting.wait()
        }
    }

    /// The key of the record: the user's name as IAM spelt it.
    private func owner(of role: Role?, named userName: UserName) -> UserName {
        let owner = role.flatMap { $0.taggedUser?.name ?? naming.userName(of: $0) }
        return owner.flatMap { $0.isSame(as: userName) ? $0 : nil } ?? userName
    }

    /// Acquires the lease, on the record or, where there is a role of Latchkey's but no record, on an item of its own; `unrecorded`
    /// is the claim without a record.
    ///
    /// - Returns: nil when there is nothing to remove, or somebody else has the lease.
    private func acquire(
        _ lease: RoleLease, _ role: Role?, of userName: UserName, _ unrecorded: RoleClaim
    ) async throws(RoleMirrorError) -> RoleClaim? {
        if case .acquired(let before) = try await lease.acquireWithRecord() {
            return RoleClaim(of: userName, record: before, naming: naming)
        }
        guard let role, unrecorded.covers(role), case .acquired = try await lease.acquireForOrphan(role.arn) else {
            return nil
        }
        return unrecorded
    }

    /// Removes a role, then the record that the lease is on. A role that the claim doesn't cover stays.
    ///
    /// - Returns: the role that was removed; nil when there was none.
    func remove(
        _ roleARN: ARN, by claim: RoleClaim, under lease: RoleLease
    ) async throws(RoleMirrorError) -> ARN? {
        var removed: ARN?
        do throws(RoleMirrorError) {
            removed = try await writer.deleteRole(roleARN, by: claim, under: lease.held)
        } catch .foreignRole {}
        try await lease.deleteRecord()
        return removed
    }
}

package import AWS
package import Concurrency
package import RoleRecords

/// Removes a user's role together with its record, under the lease. Callers ask for it: no look-up removes anything.
package struct RoleRemoval: Sendable {
    private let writer: RoleWriter
    private let roles: RoleReader
    private let records: RoleRecordTable
    private let naming: RoleNaming
    private let timekeeper: Timekeeper

    package init(
        iam: IAM, records: RoleRecordTable, naming: RoleNaming, removed: RemovedRoles = RemovedRoles(),
        timekeeper: Timekeeper = .system
    ) {
        writer = RoleWriter(iam: iam, naming: naming, removed: removed)
        roles = RoleReader(iam: iam, naming: naming)
        self.records = records
        self.naming = naming
        self.timekeeper = timekeeper
    }

    /// Removes the role and the record that a user has or left behind, whatever the case of their name.
    ///
    /// - Parameters:
    ///   - userName: the user's name; there need be no such user any more.
    ///   - identity: who Latchkey is to AWS.
    /// - Returns: the role that was removed; nil when there was none.
    /// - Throws: ``RoleMirrorError``.
    package func removeRole(of userName: UserName, identity: BrokerIdentity) async throws(RoleMirrorError) -> ARN? {
        let role = try await mappingAWSErrors { () throws(AWSError) in try await roles.role(of: userName) }
        // The record's key is the name as IAM spelt it.
        let owner = role.flatMap(naming.userName(of:)).flatMap { $0.isSame(as: userName) ? $0 : nil }
        let roleARN = role?.arn ?? naming.roleARN(for: userName, of: identity)
        let lease = RoleLease(on: owner ?? userName, records: records, timekeeper: timekeeper)
        switch try await lease.acquireForRemoval() {
        case .acquired:
            return try await lease.holding { () throws(RoleMirrorError) in try await remove(roleARN, under: lease) }
        case .held:
            // Usually there is no record. If another node is at work on the role, it will find the user gone as well.
            guard role != nil else { return nil }
            return try await writer.deleteRole(roleARN, under: nil)
        }
    }

    /// Removes a role, then the record that the lease is on.
    ///
    /// - Returns: the role that was removed; nil when there was none.
    func remove(_ roleARN: ARN, under lease: RoleLease) async throws(RoleMirrorError) -> ARN? {
        let removed = try await writer.deleteRole(roleARN, under: lease.held)
        try await lease.deleteRecord()
        return removed
    }
}

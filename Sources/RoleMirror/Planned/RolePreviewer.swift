package import AWS
package import Concurrency
package import IAMPolicy
package import RoleRecords

/// Previews what reconciling a role would do. Nothing here writes.
package struct RolePreviewer: Sendable {
    private let reader: MirrorReader
    private let planner: RolePlanner
    private let records: RoleRecordTable
    private let naming: RoleNaming

    package init(
        iam: IAM, records: RoleRecordTable, configuration: MirrorConfiguration, cache: MirrorCache,
        timekeeper: Timekeeper = .system
    ) {
        reader = MirrorReader(iam: iam, naming: configuration.naming, cache: cache, timekeeper: timekeeper)
        planner = RolePlanner(configuration: configuration, roles: reader.roles, timekeeper: timekeeper)
        self.records = records
        naming = configuration.naming
    }

    /// Reads and plans as ``RoleReconciler`` would now.
    ///
    /// - Parameters:
    ///   - userName: whose role it is, as IAM spells it.
    ///   - identity: who Latchkey is to AWS.
    /// - Returns: the plan and the changes.
    /// - Throws: ``RoleMirrorError``, as reconciling would.
    package func preview(of userName: UserName, identity: BrokerIdentity) async throws(RoleMirrorError) -> RolePreview {
        async let reading = outcome { () throws(AWSError) in try await records.get(userName.description) }
        var observation = try await reader.observe(userName)
        let record = try await reading.mapError(RoleMirrorError.aws).get()
        let claim = RoleClaim(of: userName, record: record, naming: naming)
        var isFormerUsers = false
        // Reconciling removes the role of another user who had the name before.
        if let role = observation.role?.role, claim.covers(role),
            observation.roleBelongsToPredecessor(owner: record?.userID)
        {
            observation.role = nil
            isFormerUsers = true
        }
        let assessment = try await planner.assess(
            observation, claim: claim, identity: identity, revocation: record?.revokedAt)
        return RolePreview(
            user: observation.user.user, plan: assessment.plan, roleARN: naming.roleARN(for: userName, of: identity),
            hasRole: observation.role != nil, replacesFormerUsersRole: isFormerUsers, record: record,
            changes: assessment.changes.all)
    }

    /// Reads a user's policies, and finds whether most of what they may do isn't in a role.
    ///
    /// - Parameter userName: the user as IAM spells it.
    /// - Returns: what the person is told of it; nil when there is nothing to tell.
    /// - Throws: ``RoleMirrorError`` when the policies can't be read.
    package func shortfall(of userName: UserName) async throws(RoleMirrorError) -> Finding? {
        let user = try await mappingAWSErrors { () throws(AWSError) in try await reader.readUser(userName) }
        return try await planner.shortfall(of: user)
    }
}

package import AWS
import Concurrency
import IAMPolicy
import RoleRecords

/// Writes to roles, and to the policies that Latchkey makes for them.
package struct RoleWriter: Sendable {
    let iam: IAM
    let naming: RoleNaming
    let removed: RemovedRoles

    /// - Parameters:
    ///   - iam: for one login or clean-up.
    ///   - naming: which roles are Latchkey's.
    ///   - removed: notes each role that is deleted, for the audit log.
    package init(iam: IAM, naming: RoleNaming, removed: RemovedRoles = RemovedRoles()) {
        self.iam = iam
        self.naming = naming
        self.removed = removed
    }

    /// Makes changes stage by stage, the writes of each stage at once: a role has room for some thirty policies, so a stage
    /// is one round trip. What IAM throttles is tried again.
    ///
    /// - Parameters:
    ///   - stages: as in a ``ChangeSet``.
    ///   - roleName: the role.
    ///   - lease: the right to change the role, looked at before each stage; nil where none is needed.
    /// - Throws: ``RoleMirrorError/roleBusy`` when the lease is no longer held, otherwise what IAM says of the first write
    ///   that fails.
    func apply(
        _ stages: [[RoleChange]], to roleName: RoleName, under lease: HeldLease?
    ) async throws(RoleMirrorError) {
        for stage in stages {
            try check(lease)
            try await mappingAWSErrors { () throws(AWSError) in
                do throws(AWSError) {
                    _ = try await concurrentMap(stage) { change throws(AWSError) in
                        try await apply(change, to: roleName)
                    }
                } catch {
                    throw await explained(error, roleName)
                }
            }
        }
    }

    /// What the failure of a write to a role means.
    ///
    /// IAM judges a write to a role that isn't there by an ARN without the role's path, where Latchkey may write nothing. It
    /// answers AccessDenied then, and a look tells NoSuchEntity.
    func explained(_ error: AWSError, _ roleName: RoleName) async -> AWSError {
        let operation = error.operation?.name ?? ""
        guard error.isAccessDenied, operation.contains("Role"), operation != "CreateRole" else { return error }
        let found = await outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
        guard case .failure(let missing) = found, missing.isNoSuchEntity else { return error }
        return missing
    }

    func check(_ lease: HeldLease?) throws(RoleMirrorError) {
        if let lease, !lease.isHeld { throw .roleBusy }
    }

    private func apply(_ change: RoleChange, to roleName: RoleName) async throws(AWSError) {
        switch change {
        case .create(let plan): try await create(plan)
        case .updateTrust(let document):
            try await iam.updateAssumeRolePolicy(roleName: roleName, policyDocument: document)
        case .updateMaxSessionDuration(let seconds):
            try await iam.updateRole(roleName: roleName, maxSessionDuration: seconds)
        case .putBoundary(let arn):
            try await onceItExists { () throws(AWSError) in
                try await iam.putRolePermissionsBoundary(roleName: roleName, permissionsBoundary: arn)
            }
        case .deleteBoundary:
            try await iam.deleteRolePermissionsBoundary(roleName: roleName)
        case .tag(let tags):
            try await iam.tagRole(roleName: roleName, tags: tags)
        case .untag(let keys):
            try await iam.untagRole(roleName: roleName, tagKeys: keys)
        case .putInline(let name, let document):
            try await iam.putRolePolicy(roleName: roleName, policyName: name, policyDocument: document)
        case .deleteInline(let name):
            try await ignoringNoSuchEntity { () throws(AWSError) in
                try await iam.deleteRolePolicy(roleName: roleName, policyName: name)
            }
        case .attach(let arn):
            try await onceItExists { () throws(AWSError) in
                try await iam.attachRolePolicy(roleName: roleName, policyARN: arn)
            }
        case .detach(let arn):
            try await ignoringNoSuchEntity { () throws(AWSError) in
                try await iam.detachRolePolicy(roleName: roleName, policyARN: arn)
            }
        case .createPolicy(let arn, let document): try await createPolicy(arn, document)
        case .resetPolicy(let arn, let document): try await resetPolicy(arn, document)
        case .deletePolicy(let arn): try await deletePolicy(arn)
        }
    }

    private func create(_ plan: RolePlan) async throws(AWSError) {
        _ = try await iam.createRole(
            roleName: plan.roleName, path: plan.path, assumeRolePolicyDocument: plan.trustPolicy.minified,
            maxSessionDuration: plan.maxSessionDuration, permissionsBoundary: plan.boundaryAtCreation,
            description: plan.description, tags: plan.roleTags)
    }

    /// Writes something that needs a policy: IAM may not know one yet that it made a moment ago, so this tries again for
    /// some seconds.
    private func onceItExists(_ write: () async throws(AWSError) -> Void) async throws(AWSError) {
        for _ in 0..<5 {
            do throws(AWSError) {
                return try await write()
            } catch  where error.isNoSuchEntity {
                await iam.client.timekeeper.sleep(.seconds(1))
            }
        }
        try await write()
    }

    /// Deletes something; that it is gone already is fine.
    func ignoringNoSuchEntity(_ delete: () async throws(AWSError) -> Void) async throws(AWSError) {
        do throws(AWSError) {
            try await delete()
        } catch  where error.isNoSuchEntity {
            return
        }
    }
}

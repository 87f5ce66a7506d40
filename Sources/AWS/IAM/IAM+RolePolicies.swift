extension IAM {
    /// Sets an inline policy of the role. Fails with `LimitExceeded` if all of them have more than 10,240 characters.
    package func putRolePolicy(
        roleName: RoleName, policyName: PolicyName, policyDocument: String
    ) async throws(AWSError) {
        var form = form("PutRolePolicy", roleName)
        form.add("PolicyName", policyName)
        form.add("PolicyDocument", policyDocument)
        try await client.perform(form, .idempotent)
    }

    /// Deletes an inline policy of the role.
    package func deleteRolePolicy(roleName: RoleName, policyName: PolicyName) async throws(AWSError) {
        var form = form("DeleteRolePolicy", roleName)
        form.add("PolicyName", policyName)
        try await client.perform(form, .deletion)
    }

    /// The document of an inline policy of the role, as JSON.
    package func getRolePolicy(roleName: RoleName, policyName: PolicyName) async throws(AWSError) -> String {
        var form = form("GetRolePolicy", roleName)
        form.add("PolicyName", policyName)
        return try await client.query(form, .idempotent).document("PolicyDocument")
    }

    /// The names of the role's inline policies.
    package func listRolePolicies(roleName: RoleName) async throws(AWSError) -> [PolicyName] {
        try await client.pages(form("ListRolePolicies", roleName), list: "PolicyNames") {
            (member) throws(AWSError) in try member.value()
        }
    }

    /// The managed policies attached to the role.
    package func listAttachedRolePolicies(roleName: RoleName) async throws(AWSError) -> [AttachedPolicy] {
        try await attachedPolicies(form("ListAttachedRolePolicies", roleName))
    }

    /// Attaches a managed policy to the role. Fails with `LimitExceeded` above the account's quota.
    package func attachRolePolicy(roleName: RoleName, policyARN: ARN) async throws(AWSError) {
        var form = form("AttachRolePolicy", roleName)
        form.add("PolicyArn", policyARN)
        try await client.perform(form, .idempotent)
    }

    /// Detaches a managed policy from the role.
    package func detachRolePolicy(roleName: RoleName, policyARN: ARN) async throws(AWSError) {
        var form = form("DetachRolePolicy", roleName)
        form.add("PolicyArn", policyARN)
        try await client.perform(form, .deletion)
    }
}

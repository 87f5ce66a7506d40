extension IAM {
    /// Makes a role.
    ///
    /// It is repeated when its outcome is unknown. `EntityAlreadyExists` may then tell of a first attempt that succeeded: look
    /// the role up.
    ///
    /// - Parameters:
    ///   - roleName: a name that no role of the account has, whatever the case.
    ///   - path: the path of the role.
    ///   - assumeRolePolicyDocument: the trust policy as JSON; by default at most 2,048 characters.
    ///   - maxSessionDuration: the longest duration of a session in seconds, from 3,600 to 43,200.
    ///   - permissionsBoundary: a managed policy that bounds what the role may do.
    ///   - description: at most 1,000 characters.
    ///   - tags: at most 50.
    /// - Returns: the role as AWS made it.
    /// - Throws: `EntityAlreadyExists`, `LimitExceeded`, `MalformedPolicyDocument`, and the errors of any call.
    package func createRole(
        roleName: RoleName, path: Path = .root, assumeRolePolicyDocument: String, maxSessionDuration: Int? = nil,
        permissionsBoundary: ARN? = nil, description: String? = nil, tags: [Tag] = []
    ) async throws(AWSError) -> Role {
        var form = form("CreateRole")
        form.add("RoleName", roleName)
        form.add("Path", path)
        form.add("AssumeRolePolicyDocument", assumeRolePolicyDocument)
        form.add("MaxSessionDuration", maxSessionDuration)
        form.add("PermissionsBoundary", permissionsBoundary)
        form.add("Description", description)
        form.add(tags: tags)
        return try Role(try await client.query(form, .idempotent).structure("Role"))
    }

    /// A role. Fails with `NoSuchEntity` if there is none.
    package func getRole(roleName: RoleName) async throws(AWSError) -> Role {
        try Role(try await client.query(form("GetRole", roleName), .idempotent).structure("Role"))
    }

    /// All roles whose path begins with `pathPrefix`.
    package func listRoles(pathPrefix: Path = .root) async throws(AWSError) -> [Role] {
        var form = form("ListRoles")
        form.add("PathPrefix", pathPrefix)
        return try await client.pages(form, list: "Roles") { (member) throws(AWSError) in try Role(member) }
    }

    /// One page of the roles whose path begins with `pathPrefix`, for an account that may have too many to hold them all.
    package func listRolesPage(
        pathPrefix: Path = .root, maxItems: Int, marker: String? = nil
    ) async throws(AWSError) -> ListRolesPage {
        var form = form("ListRoles")
        form.add("PathPrefix", pathPrefix)
        form.add("MaxItems", maxItems)
        form.add("Marker", marker)
        let response = try await client.query(form, .idempotent)
        let roles = try response.requiredList("Roles") { (member) throws(AWSError) in try Role(member) }
        guard response.optionalText("IsTruncated") == "true" else { return ListRolesPage(roles: roles) }
        let next = try response.text("Marker")
        guard next != marker else { throw .malformedResponse(form.operation, "the same Marker twice") }
        return ListRolesPage(roles: roles, marker: next)
    }

    /// Sets the longest duration of the role's sessions, and its description. What is nil stays as it is.
    package func updateRole(
        roleName: RoleName, maxSessionDuration: Int? = nil, description: String? = nil
    ) async throws(AWSError) {
        var form = form("UpdateRole", roleName)
        form.add("MaxSessionDuration", maxSessionDuration)
        form.add("Description", description)
        try await client.perform(form, .idempotent)
    }

    /// Sets the role's trust policy.
    package func updateAssumeRolePolicy(roleName: RoleName, policyDocument: String) async throws(AWSError) {
        var form = form("UpdateAssumeRolePolicy", roleName)
        form.add("PolicyDocument", policyDocument)
        try await client.perform(form, .idempotent)
    }

    /// Sets the role's permissions boundary.
    package func putRolePermissionsBoundary(
        roleName: RoleName, permissionsBoundary: ARN
    ) async throws(AWSError) {
        var form = form("PutRolePermissionsBoundary", roleName)
        form.add("PermissionsBoundary", permissionsBoundary)
        try await client.perform(form, .idempotent)
    }

    /// Removes the role's permissions boundary.
    package func deleteRolePermissionsBoundary(roleName: RoleName) async throws(AWSError) {
        try await client.perform(form("DeleteRolePermissionsBoundary", roleName), .deletion)
    }

    /// Deletes the role. Fails with `DeleteConflict` while it has policies.
    package func deleteRole(roleName: RoleName) async throws(AWSError) {
        try await client.perform(form("DeleteRole", roleName), .deletion)
    }

    /// Adds tags to the role, and changes the values of tags that it has.
    package func tagRole(roleName: RoleName, tags: [Tag]) async throws(AWSError) {
        var form = form("TagRole", roleName)
        form.add(tags: tags)
        try await client.perform(form, .idempotent)
    }

    /// Removes the tags with these keys from the role.
    package func untagRole(roleName: RoleName, tagKeys: [String]) async throws(AWSError) {
        var form = form("UntagRole", roleName)
        form.add("TagKeys", list: tagKeys)
        try await client.perform(form, .idempotent)
    }

    func form(_ action: String, _ roleName: RoleName) -> QueryForm {
        var form = form(action)
        form.add("RoleName", roleName)
        return form
    }
}

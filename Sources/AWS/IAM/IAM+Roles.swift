extension IAM {
    /// Makes a role.
    ///
    /// After an error that ``AWSError/mayHaveBeenCarriedOut`` the role may be there: look it up.
    /// - Parameters:
    ///   - roleName: A name that no role of the account has, in any case.
    ///   - path: Where it stands in the account.
    ///   - assumeRolePolicyDocument: The trust policy, as JSON; 2,048 characters at most by default.
    ///   - maxSessionDuration: In seconds, 3,600 to 43,200.
    ///   - permissionsBoundary: A managed policy that bounds what the role may do.
    ///   - description: At most 1,000 characters.
    ///   - tags: At most 50.
    /// - Returns: The role as AWS made it.
    /// - Throws: `EntityAlreadyExists`, `LimitExceeded`, `MalformedPolicyDocument`, and what any call may.
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
        return try Role(try await client.query(form, .once).structure("Role"))
    }

    /// The role. `NoSuchEntity` where there is none.
    package func getRole(roleName: RoleName) async throws(AWSError) -> Role {
        try Role(try await client.query(form("GetRole", roleName), .idempotent).structure("Role"))
    }

    /// Every role whose path begins with `pathPrefix`.
    package func listRoles(pathPrefix: Path = .root) async throws(AWSError) -> [Role] {
        var form = form("ListRoles")
        form.add("PathPrefix", pathPrefix)
        return try await client.pages(form, list: "Roles") { (member) throws(AWSError) in try Role(member) }
    }

    /// One page of the roles whose path begins with `pathPrefix`, beginning at `marker`; for lists too long to be held whole.
    package func listRolesPage(
        pathPrefix: Path = .root, maxItems: Int, marker: String? = nil
    ) async throws(AWSError) -> RolePage {
        var form = form("ListRoles")
        form.add("PathPrefix", pathPrefix)
        form.add("MaxItems", maxItems)
        form.add("Marker", marker)
        let answer = try await client.query(form, .idempotent)
        let roles = try answer.list("Roles") { (member) throws(AWSError) in try Role(member) }
        guard answer.optionalText("IsTruncated") == "true" else { return RolePage(roles: roles) }
        let next = try answer.text("Marker")
        guard next != marker else { throw .malformedAnswer(form.operation, "the same Marker twice") }
        return RolePage(roles: roles, marker: next)
    }

    /// Sets how long the role's sessions may last, and its description; nil leaves each as it is.
    package func updateRole(
        roleName: RoleName, maxSessionDuration: Int? = nil, description: String? = nil
    ) async throws(AWSError) {
        var form = form("UpdateRole", roleName)
        form.add("MaxSessionDuration", maxSessionDuration)
        form.add("Description", description)
        try await client.perform(form, .idempotent)
    }

    /// Sets the trust policy.
    package func updateAssumeRolePolicy(roleName: RoleName, policyDocument: String) async throws(AWSError) {
        var form = form("UpdateAssumeRolePolicy", roleName)
        form.add("PolicyDocument", policyDocument)
        try await client.perform(form, .idempotent)
    }

    /// Sets the permissions boundary.
    package func putRolePermissionsBoundary(
        roleName: RoleName, permissionsBoundary: ARN
    ) async throws(AWSError) {
        var form = form("PutRolePermissionsBoundary", roleName)
        form.add("PermissionsBoundary", permissionsBoundary)
        try await client.perform(form, .idempotent)
    }

    /// Removes the permissions boundary.
    package func deleteRolePermissionsBoundary(roleName: RoleName) async throws(AWSError) {
        try await client.perform(form("DeleteRolePermissionsBoundary", roleName), .deletion)
    }

    /// Deletes the role; `DeleteConflict` while it has policies.
    package func deleteRole(roleName: RoleName) async throws(AWSError) {
        try await client.perform(form("DeleteRole", roleName), .deletion)
    }

    /// Adds tags, or changes those there are.
    package func tagRole(roleName: RoleName, tags: [Tag]) async throws(AWSError) {
        var form = form("TagRole", roleName)
        form.add(tags: tags)
        try await client.perform(form, .idempotent)
    }

    /// Removes the tags with these keys.
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

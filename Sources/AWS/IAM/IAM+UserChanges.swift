extension IAM {
    /// Makes a user, without any credentials.
    ///
    /// It is repeated when its outcome is unknown. `EntityAlreadyExists` may then tell of a first attempt that succeeded: look
    /// the user up.
    ///
    /// - Parameters:
    ///   - userName: a name that no user of the account has, whatever the case.
    ///   - path: the path of the user.
    ///   - permissionsBoundary: a managed policy that bounds what the user may do.
    ///   - tags: at most 50.
    /// - Returns: the user as AWS made it.
    /// - Throws: `EntityAlreadyExists`, `LimitExceeded`, `NoSuchEntity` for the boundary, and the errors of any call.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>
    package func createUser(
        userName: UserName, path: Path = .root, permissionsBoundary: ARN? = nil, tags: [Tag] = []
    ) async throws(AWSError) -> User {
        var form = form("CreateUser", userName)
        form.add("Path", path)
        form.add("PermissionsBoundary", permissionsBoundary)
        form.add(tags: tags)
        return try User(try await client.query(form, .idempotent).structure("User"))
    }

    /// Moves the user to another path, which changes the user's ARN.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html>
    package func updateUser(userName: UserName, newPath: Path) async throws(AWSError) {
        var form = form("UpdateUser", userName)
        form.add("NewPath", newPath)
        try await client.perform(form, .idempotent)
    }

    /// Deletes the user. Fails with `DeleteConflict` while the user has anything: credentials, policies, groups.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>
    package func deleteUser(userName: UserName) async throws(AWSError) {
        try await client.perform(form("DeleteUser", userName), .deletion)
    }

    /// Adds tags to the user, and changes the values of tags that the user has.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html>
    package func tagUser(userName: UserName, tags: [Tag]) async throws(AWSError) {
        var form = form("TagUser", userName)
        form.add(tags: tags)
        try await client.perform(form, .idempotent)
    }

    /// Removes the tags with these keys from the user.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html>
    package func untagUser(userName: UserName, tagKeys: [String]) async throws(AWSError) {
        var form = form("UntagUser", userName)
        form.add("TagKeys", list: tagKeys)
        try await client.perform(form, .idempotent)
    }

    /// Sets the user's permissions boundary.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html>
    package func putUserPermissionsBoundary(userName: UserName, permissionsBoundary: ARN) async throws(AWSError) {
        var form = form("PutUserPermissionsBoundary", userName)
        form.add("PermissionsBoundary", permissionsBoundary)
        try await client.perform(form, .idempotent)
    }

    /// Removes the user's permissions boundary.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html>
    package func deleteUserPermissionsBoundary(userName: UserName) async throws(AWSError) {
        try await client.perform(form("DeleteUserPermissionsBoundary", userName), .deletion)
    }

    func form(_ action: String, _ userName: UserName) -> QueryForm {
        var form = form(action)
        form.add("UserName", userName)
        return form
    }
}

extension IAM {
    /// Makes a group.
    ///
    /// It is repeated when its outcome is unknown. `EntityAlreadyExists` may then tell of a first attempt that succeeded: look
    /// the group up.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html>
    package func createGroup(groupName: GroupName, path: Path = .root) async throws(AWSError) -> Group {
        var form = form("CreateGroup", groupName)
        form.add("Path", path)
        return try Group(try await client.query(form, .idempotent).structure("Group"))
    }

    /// A group, without its members. Fails with `NoSuchEntity` if there is none.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html>
    package func getGroup(groupName: GroupName) async throws(AWSError) -> Group {
        var form = form("GetGroup", groupName)
        form.add("MaxItems", 1)
        return try Group(try await client.query(form, .idempotent).structure("Group"))
    }

    /// Moves the group to another path, which changes the group's ARN.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html>
    package func updateGroup(groupName: GroupName, newPath: Path) async throws(AWSError) {
        var form = form("UpdateGroup", groupName)
        form.add("NewPath", newPath)
        try await client.perform(form, .idempotent)
    }

    /// Deletes the group. Fails with `DeleteConflict` while it has users or policies.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html>
    package func deleteGroup(groupName: GroupName) async throws(AWSError) {
        try await client.perform(form("DeleteGroup", groupName), .deletion)
    }

    /// Adds the user to the group. Fails with `LimitExceeded` above the account's quota, which is 10 groups for a user.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html>
    package func addUserToGroup(groupName: GroupName, userName: UserName) async throws(AWSError) {
        var form = form("AddUserToGroup", groupName)
        form.add("UserName", userName)
        try await client.perform(form, .idempotent)
    }

    /// Removes the user from the group.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html>
    package func removeUserFromGroup(groupName: GroupName, userName: UserName) async throws(AWSError) {
        var form = form("RemoveUserFromGroup", groupName)
        form.add("UserName", userName)
        try await client.perform(form, .deletion)
    }

    func form(_ action: String, _ groupName: GroupName) -> QueryForm {
        var form = form(action)
        form.add("GroupName", groupName)
        return form
    }
}

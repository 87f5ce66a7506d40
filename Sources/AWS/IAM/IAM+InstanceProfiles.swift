extension IAM {
    /// Makes an instance profile, without a role.
    ///
    /// It is repeated when its outcome is unknown. `EntityAlreadyExists` may then tell of a first attempt that succeeded.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html>
    package func createInstanceProfile(
        instanceProfileName: InstanceProfileName, path: Path = .root, tags: [Tag] = []
    ) async throws(AWSError) {
        var form = form("CreateInstanceProfile", instanceProfileName)
        form.add("Path", path)
        form.add(tags: tags)
        _ = try await client.query(form, .idempotent).structure("InstanceProfile")
    }

    /// The names of the roles in an instance profile: none or one. Fails with `NoSuchEntity` if there is no such profile.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>
    package func getInstanceProfileRoles(
        instanceProfileName: InstanceProfileName
    ) async throws(AWSError) -> [RoleName] {
        let response = try await client.query(form("GetInstanceProfile", instanceProfileName), .idempotent)
        return try response.structure("InstanceProfile").list("Roles") { (member) throws(AWSError) in
            try member.value("RoleName")
        }
    }

    /// Puts the role into the instance profile, which may have one.
    ///
    /// It isn't repeated when its outcome is unknown: the second attempt would fail by the limit of one role.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html>
    package func addRoleToInstanceProfile(
        instanceProfileName: InstanceProfileName, roleName: RoleName
    ) async throws(AWSError) {
        var form = form("AddRoleToInstanceProfile", instanceProfileName)
        form.add("RoleName", roleName)
        try await client.perform(form, .once)
    }

    /// Takes the role out of the instance profile.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html>
    package func removeRoleFromInstanceProfile(
        instanceProfileName: InstanceProfileName, roleName: RoleName
    ) async throws(AWSError) {
        var form = form("RemoveRoleFromInstanceProfile", instanceProfileName)
        form.add("RoleName", roleName)
        try await client.perform(form, .deletion)
    }

    /// Deletes the instance profile. Fails with `DeleteConflict` while it has a role.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html>
    package func deleteInstanceProfile(instanceProfileName: InstanceProfileName) async throws(AWSError) {
        try await client.perform(form("DeleteInstanceProfile", instanceProfileName), .deletion)
    }

    private func form(_ action: String, _ instanceProfileName: InstanceProfileName) -> QueryForm {
        var form = form(action)
        form.add("InstanceProfileName", instanceProfileName)
        return form
    }
}

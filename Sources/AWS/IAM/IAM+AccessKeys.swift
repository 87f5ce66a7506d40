extension IAM {
    /// The user's access keys, without their secrets.
    package func listAccessKeys(userName: UserName) async throws(AWSError) -> [AccessKeyMetadata] {
        var form = form("ListAccessKeys")
        form.add("UserName", userName)
        return try await client.pages(form, list: "AccessKeyMetadata") { (member) throws(AWSError) in
            try AccessKeyMetadata(member)
        }
    }

    /// Makes an access key. Fails with `LimitExceeded` if the user has two already.
    ///
    /// After an error with ``AWSError/mayHaveBeenCarriedOut``, there may be a new key whose secret nobody knows: look it up.
    package func createAccessKey(userName: UserName) async throws(AWSError) -> AccessKey {
        var form = form("CreateAccessKey")
        form.add("UserName", userName)
        return try AccessKey(try await client.query(form, .once).structure("AccessKey"))
    }

    /// Activates or deactivates an access key. Fails with `NoSuchEntity` if the user has no such key.
    package func updateAccessKey(
        userName: UserName, accessKeyID: AccessKeyID, status: AccessKeyStatus
    ) async throws(AWSError) {
        var form = form("UpdateAccessKey")
        form.add("UserName", userName)
        form.add("AccessKeyId", accessKeyID)
        form.add("Status", status)
        try await client.perform(form, .idempotent)
    }

    /// Deletes an access key. Fails with `NoSuchEntity` if the user has no such key.
    package func deleteAccessKey(userName: UserName, accessKeyID: AccessKeyID) async throws(AWSError) {
        var form = form("DeleteAccessKey")
        form.add("UserName", userName)
        form.add("AccessKeyId", accessKeyID)
        try await client.perform(form, .deletion)
    }

    /// When an access key was last used, and whose it is.
    package func getAccessKeyLastUsed(accessKeyID: AccessKeyID) async throws(AWSError) -> AccessKeyLastUsed {
        var form = form("GetAccessKeyLastUsed")
        form.add("AccessKeyId", accessKeyID)
        return try AccessKeyLastUsed(try await client.query(form, .idempotent))
    }
}

extension IAM {
    /// Sets an inline policy of the user. Fails with `LimitExceeded` if all of them have more than 2,048 characters.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html>
    package func putUserPolicy(
        userName: UserName, policyName: PolicyName, policyDocument: String
    ) async throws(AWSError) {
        var form = form("PutUserPolicy", userName)
        form.add("PolicyName", policyName)
        form.add("PolicyDocument", policyDocument)
        try await client.perform(form, .idempotent)
    }

    /// Deletes an inline policy of the user.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html>
    package func deleteUserPolicy(userName: UserName, policyName: PolicyName) async throws(AWSError) {
        var form = form("DeleteUserPolicy", userName)
        form.add("PolicyName", policyName)
        try await client.perform(form, .deletion)
    }

    /// Attaches a managed policy to the user. Fails with `LimitExceeded` above the account's quota.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html>
    package func attachUserPolicy(userName: UserName, policyARN: ARN) async throws(AWSError) {
        var form = form("AttachUserPolicy", userName)
        form.add("PolicyArn", policyARN)
        try await client.perform(form, .idempotent)
    }

    /// Detaches a managed policy from the user.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html>
    package func detachUserPolicy(userName: UserName, policyARN: ARN) async throws(AWSError) {
        var form = form("DetachUserPolicy", userName)
        form.add("PolicyArn", policyARN)
        try await client.perform(form, .deletion)
    }
}

extension IAM {
    /// Sets an inline policy of the group. Fails with `LimitExceeded` if all of them have more than 5,120 characters.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html>
    package func putGroupPolicy(
        groupName: GroupName, policyName: PolicyName, policyDocument: String
    ) async throws(AWSError) {
        var form = form("PutGroupPolicy", groupName)
        form.add("PolicyName", policyName)
        form.add("PolicyDocument", policyDocument)
        try await client.perform(form, .idempotent)
    }

    /// Deletes an inline policy of the group.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html>
    package func deleteGroupPolicy(groupName: GroupName, policyName: PolicyName) async throws(AWSError) {
        var form = form("DeleteGroupPolicy", groupName)
        form.add("PolicyName", policyName)
        try await client.perform(form, .deletion)
    }

    /// Attaches a managed policy to the group. Fails with `LimitExceeded` above the account's quota.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html>
    package func attachGroupPolicy(groupName: GroupName, policyARN: ARN) async throws(AWSError) {
        var form = form("AttachGroupPolicy", groupName)
        form.add("PolicyArn", policyARN)
        try await client.perform(form, .idempotent)
    }

    /// Detaches a managed policy from the group.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html>
    package func detachGroupPolicy(groupName: GroupName, policyARN: ARN) async throws(AWSError) {
        var form = form("DetachGroupPolicy", groupName)
        form.add("PolicyArn", policyARN)
        try await client.perform(form, .deletion)
    }
}

extension IAM {
    /// The tags of a managed policy.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html>
    package func listPolicyTags(policyARN: ARN) async throws(AWSError) -> [Tag] {
        var form = form("ListPolicyTags")
        form.add("PolicyArn", policyARN)
        return try await client.pages(form, list: "Tags") { (member) throws(AWSError) in
            Tag(key: try member.text("Key"), value: try member.text("Value"))
        }
    }

    /// Adds tags to a managed policy, and changes the values of tags that it has.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html>
    package func tagPolicy(policyARN: ARN, tags: [Tag]) async throws(AWSError) {
        var form = form("TagPolicy")
        form.add("PolicyArn", policyARN)
        form.add(tags: tags)
        try await client.perform(form, .idempotent)
    }

    /// Removes the tags with these keys from a managed policy.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html>
    package func untagPolicy(policyARN: ARN, tagKeys: [String]) async throws(AWSError) {
        var form = form("UntagPolicy")
        form.add("PolicyArn", policyARN)
        form.add("TagKeys", list: tagKeys)
        try await client.perform(form, .idempotent)
    }
}

extension IAM {
    /// The names of the group's inline policies.
    package func listGroupPolicies(groupName: GroupName) async throws(AWSError) -> [PolicyName] {
        var form = form("ListGroupPolicies")
        form.add("GroupName", groupName)
        return try await client.pages(form, list: "PolicyNames") { (member) throws(AWSError) in try member.value() }
    }

    /// The managed policies attached to the group.
    package func listAttachedGroupPolicies(groupName: GroupName) async throws(AWSError) -> [AttachedPolicy] {
        var form = form("ListAttachedGroupPolicies")
        form.add("GroupName", groupName)
        return try await attachedPolicies(form)
    }

    /// The document of an inline policy of the group, as JSON.
    package func getGroupPolicy(groupName: GroupName, policyName: PolicyName) async throws(AWSError) -> String {
        var form = form("GetGroupPolicy")
        form.add("GroupName", groupName)
        form.add("PolicyName", policyName)
        return try await client.query(form, .idempotent).document("PolicyDocument")
    }
}

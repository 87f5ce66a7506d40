/// A group with its policies.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GroupDetail.html>
package struct GroupDetail: Sendable, Hashable {
    package var group: Group
    package var groupPolicyList: [InlinePolicy]
    package var attachedManagedPolicies: [AttachedPolicy]

    package init(
        group: Group, groupPolicyList: [InlinePolicy] = [], attachedManagedPolicies: [AttachedPolicy] = []
    ) {
        self.group = group
        self.groupPolicyList = groupPolicyList
        self.attachedManagedPolicies = attachedManagedPolicies
    }

    init(_ response: QueryResponse) throws(AWSError) {
        group = try Group(response)
        groupPolicyList = try response.list("GroupPolicyList") { (member) throws(AWSError) in try InlinePolicy(member) }
        attachedManagedPolicies = try response.list("AttachedManagedPolicies") { (member) throws(AWSError) in
            try AttachedPolicy(member)
        }
    }
}

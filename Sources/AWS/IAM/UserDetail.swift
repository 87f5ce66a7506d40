/// A user with everything that gives or takes rights.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html>
package struct UserDetail: Sendable, Hashable {
    package var user: User
    package var userPolicyList: [InlinePolicy]
    package var groupList: [GroupName]
    package var attachedManagedPolicies: [AttachedPolicy]

    package init(
        user: User, userPolicyList: [InlinePolicy] = [], groupList: [GroupName] = [],
        attachedManagedPolicies: [AttachedPolicy] = []
    ) {
        self.user = user
        self.userPolicyList = userPolicyList
        self.groupList = groupList
        self.attachedManagedPolicies = attachedManagedPolicies
    }

    init(_ response: QueryResponse) throws(AWSError) {
        user = try User(response)
        userPolicyList = try response.list("UserPolicyList") { (member) throws(AWSError) in try InlinePolicy(member) }
        groupList = try response.list("GroupList") { (member) throws(AWSError) in try member.value() }
        attachedManagedPolicies = try response.list("AttachedManagedPolicies") { (member) throws(AWSError) in
            try AttachedPolicy(member)
        }
    }
}

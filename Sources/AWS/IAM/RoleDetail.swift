/// A role with everything that gives or takes rights.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html>
package struct RoleDetail: Sendable, Hashable {
    /// AWS leaves the description and the longest duration of sessions out, so that they are nil and 3,600.
    package var role: Role
    package var rolePolicyList: [InlinePolicy]
    package var attachedManagedPolicies: [AttachedPolicy]
    /// The names of the instance profiles that the role is in.
    package var instanceProfiles: [InstanceProfileName]

    package init(
        role: Role, rolePolicyList: [InlinePolicy] = [], attachedManagedPolicies: [AttachedPolicy] = [],
        instanceProfiles: [InstanceProfileName] = []
    ) {
        self.role = role
        self.rolePolicyList = rolePolicyList
        self.attachedManagedPolicies = attachedManagedPolicies
        self.instanceProfiles = instanceProfiles
    }

    init(_ response: QueryResponse) throws(AWSError) {
        role = try Role(response)
        rolePolicyList = try response.list("RolePolicyList") { (member) throws(AWSError) in try InlinePolicy(member) }
        attachedManagedPolicies = try response.list("AttachedManagedPolicies") { (member) throws(AWSError) in
            try AttachedPolicy(member)
        }
        instanceProfiles = try response.list("InstanceProfileList") { (member) throws(AWSError) in
            try member.value("InstanceProfileName")
        }
    }
}

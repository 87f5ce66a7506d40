/// All users, groups, roles and managed policies of an account.
package struct AccountAuthorizationDetails: Sendable, Hashable {
    /// What of the account is listed.
    package enum EntityType: String, Sendable, CaseIterable, CustomStringConvertible {
        case user = "User"
        case group = "Group"
        case role = "Role"
        case localManagedPolicy = "LocalManagedPolicy"

        package var description: String { rawValue }
    }

    package var userDetailList: [UserDetail] = []
    package var groupDetailList: [GroupDetail] = []
    package var roleDetailList: [RoleDetail] = []
    package var policies: [ManagedPolicyDetail] = []

    package init() {}

    /// Adds what a page has. AWS sends every list, an empty one too, so that one that is missing doesn't mean that there is
    /// nothing.
    mutating func append(_ page: QueryResponse) throws(AWSError) {
        userDetailList += try page.requiredList("UserDetailList") { (member) throws(AWSError) in
            try UserDetail(member)
        }
        groupDetailList += try page.requiredList("GroupDetailList") { (member) throws(AWSError) in
            try GroupDetail(member)
        }
        roleDetailList += try page.requiredList("RoleDetailList") { (member) throws(AWSError) in
            try RoleDetail(member)
        }
        policies += try page.requiredList("Policies") { (member) throws(AWSError) in try ManagedPolicyDetail(member) }
    }
}

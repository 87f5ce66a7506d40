import AWS

/// The things of an account by their names, which have no case.
struct AccountIndex: Sendable {
    let users: [String: UserDetail]
    let groups: [String: GroupDetail]
    let roles: [String: RoleDetail]
    /// Customer managed policies: a name has one in an account, wherever it lies.
    let policies: [String: ManagedPolicyDetail]
    let policiesByARN: [ARN: ManagedPolicyDetail]
    /// The members of groups.
    let members: [String: [UserName]]

    init(_ details: AccountAuthorizationDetails) {
        users = Self.byName(details.userDetailList, \.user.userName.rawValue)
        groups = Self.byName(details.groupDetailList, \.group.groupName.rawValue)
        roles = Self.byName(details.roleDetailList, \.role.roleName.rawValue)
        policies = Self.byName(details.policies, \.policy.policyName.rawValue)
        policiesByARN = Dictionary(details.policies.map { ($0.policy.arn, $0) }) { $1 }
        var members: [String: [UserName]] = [:]
        for user in details.userDetailList {
            for group in user.groupList { members[group.rawValue.lowercased(), default: []].append(user.user.userName) }
        }
        self.members = members
    }

    private static func byName<Value>(_ values: [Value], _ name: (Value) -> String) -> [String: Value] {
        Dictionary(values.map { (name($0).lowercased(), $0) }) { $1 }
    }
}

extension CheckedText {
    /// The name as a key: IAM's names have no case.
    var key: String { rawValue.lowercased() }
}

import AWS

/// What can have inline policies and attached ones.
enum Holder: Sendable, Hashable {
    case user(UserName)
    case group(GroupName)
    case role(RoleName)

    /// What it is called as a thing of the account; of its name only what IAM tells apart.
    var key: Entity {
        switch self {
        case .user(let name): Entity(.user, name.key)
        case .group(let name): Entity(.group, name.key)
        case .role(let name): Entity(.role, name.key)
        }
    }

    /// As IAM's actions call it.
    var word: String {
        switch self {
        case .user: "User"
        case .group: "Group"
        case .role: "Role"
        }
    }

    /// The name of the quota of all its inline policies together, and what AWS gives where it isn't told.
    var inlineQuota: (name: String, usual: Int) {
        switch self {
        case .user: ("UserPolicySizeQuota", 2_048)
        case .group: ("GroupPolicySizeQuota", 5_120)
        case .role: ("RolePolicySizeQuota", 10_240)
        }
    }

    /// The name of the quota of managed policies attached to it, and what AWS gives where it isn't told.
    var attachmentQuota: (name: String, usual: Int) {
        switch self {
        case .user: ("AttachedPoliciesPerUserQuota", 10)
        case .group: ("AttachedPoliciesPerGroupQuota", 10)
        case .role: ("AttachedPoliciesPerRoleQuota", 10)
        }
    }
}

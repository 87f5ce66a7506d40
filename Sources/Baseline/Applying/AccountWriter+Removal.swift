import AWS

/// Deletes whole things, whatever they have by then.
extension AccountWriter {
    func removeGroup(_ name: GroupName, members: [UserName]) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in
            for member in members {
                try await ignoringAbsence { () throws(AWSError) in
                    try await iam.removeUserFromGroup(groupName: name, userName: member)
                }
            }
            for policy in try await iam.listAttachedGroupPolicies(groupName: name) {
                try await detach(policy.policyARN, from: .group(name))
            }
            for policy in try await iam.listGroupPolicies(groupName: name) {
                try await deletePolicy(policy, of: .group(name))
            }
            try await iam.deleteGroup(groupName: name)
        }
    }

    /// The policy that denies everything goes last.
    func removeRole(_ name: RoleName, instanceProfiles: [InstanceProfileName]) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in
            for profile in instanceProfiles {
                try await ignoringAbsence { () throws(AWSError) in
                    try await iam.removeRoleFromInstanceProfile(instanceProfileName: profile, roleName: name)
                }
                guard profile.rawValue == name.rawValue else { continue }
                try await ignoringAbsence { () throws(AWSError) in
                    try await iam.deleteInstanceProfile(instanceProfileName: profile)
                }
            }
            for policy in try await iam.listAttachedRolePolicies(roleName: name) {
                try await detach(policy.policyARN, from: .role(name))
            }
            for policy in Self.shutLast(try await iam.listRolePolicies(roleName: name)) {
                try await deletePolicy(policy, of: .role(name))
            }
            try await iam.deleteRole(roleName: name)
        }
    }

    static func shutLast(_ names: [PolicyName]) -> [PolicyName] {
        names.filter { $0.rawValue != shutPolicyName } + names.filter { $0.rawValue == shutPolicyName }
    }

    func removeTable(_ name: String) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in try await dynamoDB.deleteTable(table: name) }
    }
}

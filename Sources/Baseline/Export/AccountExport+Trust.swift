import AWS
import IAMPolicy

// Trust of roles, in the file's words where these say the same.

extension AccountExport {
    /// Says the trust of the roles in the file's words where these mean the same, and leaves out the policies of groups that
    /// follow from it.
    mutating func recogniseTrust() {
        let roles = file.roles
        var assumed = groupsThatOnlyAssume()
        while true {
            file.roles = roles
            for index in roles.indices { recogniseTrust(ofRoleAt: index, by: assumed) }
            // The policy of a group follows from the trust of all its roles or isn't the file's.
            let others = assumed.filter { group, names in Set(assumable(by: group)) != Set(names) }
            if others.isEmpty { break }
            for group in others.keys { assumed[group] = nil }
        }
        guard let name = PolicyName(AccountFile.assumptionPolicyName) else { return }
        for index in file.groups.indices where assumed[file.groups[index].name] != nil {
            file.groups[index].inlinePolicies[name] = nil
            file.groups[index].mayAssume = assumable(by: file.groups[index].name)
        }
    }

    private mutating func recogniseTrust(ofRoleAt index: Int, by assumed: [GroupName: [RoleName]]) {
        let role = file.roles[index]
        guard case .statements(let policy) = role.trust.first else { return }
        let groups = file.groups.map(\.name).filter { assumed[$0]?.contains(role.name) ?? false }
        let recognition = TrustRecognition(file: file, role: role, groups: groups)
        if let trust = recognition.trust(of: policy) { file.roles[index].trust = trust }
    }

    /// The roles whose trust names a group, in the file's order.
    private func assumable(by group: GroupName) -> [RoleName] {
        file.roles.filter { role in
            role.trust.contains { if case .groups(let trust) = $0 { trust.groups.contains(group) } else { false } }
        }.map(\.name)
    }

    /// The groups that have the policy by which the file lets a group assume roles, for roles of the file alone.
    private func groupsThatOnlyAssume() -> [GroupName: [RoleName]] {
        guard let name = PolicyName(AccountFile.assumptionPolicyName) else { return [:] }
        var found: [GroupName: [RoleName]] = [:]
        for group in file.groups {
            guard let policy = group.inlinePolicies[name] else { continue }
            let arns = Set(policy.document.statements.flatMap { $0.elements["Resource"]?.texts ?? [] })
            var other = group
            other.mayAssume = file.roles.filter { arns.contains(file.arn(of: $0)?.rawValue ?? "") }.map(\.name)
            guard let made = try? file.inlinePolicies(of: other)[name], !other.mayAssume.isEmpty,
                PolicyMeaning(made.document) == PolicyMeaning(policy.document)
            else { continue }
            found[group.name] = other.mayAssume
        }
        return found
    }
}

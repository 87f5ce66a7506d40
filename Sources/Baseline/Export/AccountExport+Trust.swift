import AWS
import IAMPolicy

// Trust of roles, in the file's words where these say the same.

extension AccountExport {
    /// Says the trust of a role in the file's words where these mean the same.
    mutating func recogniseTrust(ofRoleAt index: Int) {
        let role = file.roles[index]
        guard case .statements(let policy) = role.trust.first else { return }
        for candidate in candidates(for: role, policy) {
            var other = role
            other.trust = [candidate]
            if let trust = try? file.trustPolicy(of: other), trust == policy {
                file.roles[index] = other
                return
            }
        }
    }

    private func candidates(for role: RoleEntry, _ policy: WrittenPolicy) -> [TrustEntry] {
        var found: [TrustEntry] = []
        for statement in policy.document.statements {
            if let service = statement.elements["Principal"]?.members?["Service"]?.string {
                found.append(.service(service))
            }
        }
        let groups = file.groups.filter { assumed(by: $0).contains(role.name) }.map(\.name)
        guard !groups.isEmpty else { return found }
        let conditions = policy.document.statements.compactMap { $0.elements["Condition"]?.members }
        let age = conditions.compactMap { $0["NumericLessThan"]?.members?["aws:MultiFactorAuthAge"]?.string }.first
        let pattern = conditions.compactMap { $0["ArnLike"]?.members?["aws:PrincipalArn"]?.string }.first
        let prefix = "arn:\(file.account.partition.name):iam::\(file.account.id):role/"
        let mirrored = pattern.flatMap { text in
            text.utf8.starts(with: prefix.utf8) ? String(Substring(text.utf8.dropFirst(prefix.utf8.count))) : nil
        }
        for mfa in [MFARequirement.required(greatestAge: age.flatMap { Int($0) }), .notRequired] {
            found.append(.groups(GroupTrust(groups: groups, mfa: mfa, mirroredRoles: mirrored)))
        }
        return found
    }

    /// The roles of the file that a group's policy of that purpose names.
    private func assumed(by group: GroupEntry) -> [RoleName] {
        guard let name = PolicyName(AccountFile.assumptionPolicyName), let policy = group.inlinePolicies[name],
            let statement = policy.document.statements.first, policy.document.statements.count == 1
        else { return [] }
        let texts: [String] =
            switch statement.elements["Resource"] {
            case .string(let text): [text]
            case .array(let values): values.compactMap(\.string)
            default: []
            }
        return file.roles.filter { texts.contains(file.arn(of: $0)?.rawValue ?? "") }.map(\.name)
    }

    /// The policy by which a group's members assume roles follows from the trust of these, where it says the same.
    mutating func dropAssumptionPolicies() {
        guard let name = PolicyName(AccountFile.assumptionPolicyName) else { return }
        for index in file.groups.indices {
            let group = file.groups[index]
            guard let policy = group.inlinePolicies[name] else { continue }
            var other = group
            other.inlinePolicies[name] = nil
            other.mayAssume = file.roles.filter { role in
                role.trust.contains {
                    if case .groups(let trust) = $0 { trust.groups.contains(group.name) } else { false }
                }
            }.map(\.name)
            // The order of roles is the file's.
            guard let made = try? file.inlinePolicies(of: other)[name], Self.isSame(made, policy) else { continue }
            file.groups[index] = other
        }
    }

    private static func isSame(_ a: WrittenPolicy, _ b: WrittenPolicy) -> Bool {
        a == b || PolicyMeaning(a.document) == PolicyMeaning(b.document)
    }
}

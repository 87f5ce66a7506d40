import AWS
import IAMPolicy

// What was probably forgotten of people: a second factor, and a way into a role.

extension AccountFileReader {
    /// Whoever may enter a role or has everything, and isn't denied everything without a second factor as others are, was probably
    /// forgotten.
    mutating func checkSecondFactor(of file: AccountFile) {
        let denying = Set(
            file.policies.filter(\.document.deniesWithoutSecondFactor).map { PolicyReference.own($0.name) })
        guard !denying.isEmpty else { return }
        for person in file.people {
            let groups = file.groups(of: person)
            let policies = groups.flatMap(\.managedPolicies) + person.managedPolicies
            guard denying.isDisjoint(with: policies) else { continue }
            let reason =
                if let group = groups.first(where: { !$0.mayAssume.isEmpty }) {
                    "may assume roles by “\(group.name)”"
                } else if let policy = file.policyForEveryRole(of: person) {
                    "may do very much by “\(policy)”"
                } else {
                    ""
                }
            guard !reason.isEmpty else { continue }
            warn(
                person.line,
                "“\(person.name)” \(reason), and is in no group by which others are denied everything without a second factor"
            )
        }
    }

    /// A trust names the account where the file names groups, so whoever may assume every role gets in as well.
    mutating func checkGroupTrusts(of file: AccountFile) {
        for person in file.people {
            let groups = Set(person.groups)
            let closed = file.roles.filter { role in
                let trusted = role.trust.compactMap { entry -> [GroupName]? in
                    if case .groups(let trust) = entry { trust.groups } else { nil }
                }
                return !trusted.isEmpty && groups.isDisjoint(with: trusted.joined())
            }
            guard !closed.isEmpty, let policy = file.policyForEveryRole(of: person) else { continue }
            let names = closed.map { "“\($0.name)”" }.joined(separator: ", ")
            warn(
                person.line,
                "“\(person.name)” gets into \(names) as well, by “\(policy)”, which allows sts:AssumeRole on everything: a trust can’t "
                    + "keep out whom other policies let in")
        }
    }
}

extension AccountFile {
    fileprivate func groups(of person: PersonEntry) -> [GroupEntry] {
        groups.filter { person.groups.contains($0.name) }
    }

    /// The name of a policy by which a person may assume every role that trusts the account.
    fileprivate func policyForEveryRole(of person: PersonEntry) -> String? {
        let groups = groups(of: person)
        for reference in groups.flatMap(\.managedPolicies) + person.managedPolicies {
            switch reference {
            case .awsManaged(let name):
                if ["AdministratorAccess", "PowerUserAccess"].contains(name) { return name }
            case .own(let name):
                let policy = policies.first { $0.name == name }
                if policy?.document.allowsEveryRole == true { return name.rawValue }
            case .arn: break
            }
        }
        let inline = groups.map(\.inlinePolicies) + [person.inlinePolicies]
        return inline.joined().first { $0.value.allowsEveryRole }?.key.rawValue
    }
}

extension WrittenPolicy {
    /// Whether it denies something to who has shown no second factor.
    fileprivate var deniesWithoutSecondFactor: Bool {
        document.statements.contains { statement in
            let keys = statement.elements["Condition"]?.members?["BoolIfExists"]?.members
            return statement.effect == .deny && keys?["aws:MultiFactorAuthPresent"]?.string == "false"
        }
    }

    /// Whether a statement allows `sts:AssumeRole` on everything. Conditions aren't looked at.
    fileprivate var allowsEveryRole: Bool {
        document.statements.contains { statement in
            statement.effect == .allow && statement.elements["Resource"]?.texts.contains("*") == true
                && statement.isAbout("sts:AssumeRole")
        }
    }
}

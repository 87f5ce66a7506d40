import AWS
import IAMPolicy

// What can be seen only when everything has been read: circles and sizes.

extension AccountFileReader {
    /// In characters without white space: what a new account has, and what it can be raised to.
    private static let trustQuotas = (usual: 2_048, raised: 8_192)
    /// The sum of the inline policies. AWS raises these for nobody.
    private static let inlineQuotas = (user: 2_048, group: 5_120, role: 10_240)

    /// AWS takes a role as a principal only when it is there, so that of roles that trust each other none can be the first.
    mutating func checkTrust(of file: AccountFile) {
        let trusted = Dictionary(
            file.roles.map { ($0.name, $0.trustedRoles) }, uniquingKeysWith: { first, _ in first })
        var isDone: Set<RoleName> = []
        for role in file.roles where !isDone.contains(role.name) {
            guard let circle = Self.circle(from: role.name, trusted, &isDone) else { continue }
            let names = circle.map { "“\($0)”" }.joined(separator: " trusts ")
            fault(
                role.line,
                "the trust goes in a circle: \(names). AWS takes a role as a principal only when it is there: let one of them "
                    + "trust by “statements” the account, with a condition on aws:PrincipalArn")
        }
    }

    /// The roles of a circle that can be reached from one, with the first again at its end.
    private static func circle(
        from start: RoleName, _ trusted: [RoleName: [RoleName]], _ isDone: inout Set<RoleName>
    ) -> [RoleName]? {
        var path: [(name: RoleName, rest: ArraySlice<RoleName>)] = [(start, (trusted[start] ?? [])[...])]
        while let last = path.indices.last {
            guard let next = path[last].rest.popFirst() else {
                isDone.insert(path.removeLast().name)
                continue
            }
            if let first = path.firstIndex(where: { $0.name == next }) {
                let circle = path[first...].map(\.name) + [next]
                isDone.formUnion(path.map(\.name))
                return circle
            }
            if !isDone.contains(next) { path.append((next, (trusted[next] ?? [])[...])) }
        }
        return nil
    }

    mutating func checkSizes(of file: AccountFile) {
        for role in file.roles {
            checkInline(role.inlinePolicies, Self.inlineQuotas.role, "the role “\(role.name)”", role.line)
            guard let trust = try? file.trustPolicy(of: role) else { continue }
            let count = trust.countedCharacters
            if count > Self.trustQuotas.raised {
                fault(
                    role.line,
                    "the trust of “\(role.name)” has \(count) characters, and AWS takes \(Self.trustQuotas.raised) at most: make "
                        + "two roles")
            } else if count > Self.trustQuotas.usual {
                warn(
                    role.line,
                    "the trust of “\(role.name)” has \(count) characters, and AWS takes \(Self.trustQuotas.usual) unless the "
                        + "account’s quota “Role trust policy length” was raised")
            }
        }
        for group in file.groups {
            let policies = (try? file.inlinePolicies(of: group)) ?? [:]
            checkInline(policies, Self.inlineQuotas.group, "the group “\(group.name)”", group.line)
        }
        for person in file.people {
            checkInline(person.inlinePolicies, Self.inlineQuotas.user, "“\(person.name)”", person.line)
        }
    }

    private mutating func checkInline(
        _ policies: [PolicyName: WrittenPolicy], _ quota: Int, _ whose: String, _ line: Int
    ) {
        let count = policies.values.reduce(0) { $0 + $1.countedCharacters }
        if count > quota {
            fault(
                line,
                "the inline policies of \(whose) have \(count) characters together, and AWS takes \(quota): make managed "
                    + "policies of some")
        }
    }
}

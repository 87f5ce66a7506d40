import AWS
import IAMPolicy

// What the file doesn't say and doesn't own, but what decides what comes of that which it owns.

extension AccountPlanner {
    /// Policies that the file names and that aren't there: attaching them would fail half way.
    mutating func planAbsentPolicies() {
        for entry in file.groups {
            check(entry.managedPolicies, of: Entity(.group, entry.name.rawValue), entry.line)
        }
        for entry in file.people {
            let references = entry.managedPolicies + [entry.permissionsBoundary].compactMap { $0 }
            check(references, of: Entity(.user, entry.name.rawValue), entry.line)
        }
        for entry in file.roles {
            let references = entry.managedPolicies + [entry.permissionsBoundary].compactMap { $0 }
            check(references, of: Entity(.role, entry.name.rawValue), entry.line)
        }
    }

    private mutating func check(_ references: [PolicyReference], of entity: Entity, _ line: Int) {
        for reference in references {
            guard let arn = file.arn(of: reference), observed.absentPolicies.contains(arn) else { continue }
            let known = file.policies.map(\.name.rawValue) + AWSManagedPolicies.names
            let near = NearName.of(arn.words, among: known).map { ": did you mean “\($0)”?" }
            conflict(
                entity, line,
                "there is no policy “\(arn.words)” in the file, in the account or of AWS’s own\(near ?? "")",
                canBeAdopted: false)
        }
    }

    /// What others have added to the file's things by ways that it doesn't say.
    mutating func planNotes() {
        for entry in file.roles {
            guard let found = index.roles[entry.name.key], isOurs(found.role.tags) else { continue }
            for profile in found.instanceProfiles where profile.rawValue != found.role.roleName.rawValue {
                plan.notes.append(
                    "role/\(entry.name) is in the instance profile \(profile) as well, which the file doesn’t say: whoever may "
                        + "start instances with that has the role")
            }
        }
        for entry in file.openIDConnectProviders where entry.thumbprints.isEmpty {
            guard let arn = entry.arn(in: file.account), let found = observed.openIDConnectProviders[arn],
                isOurs(found.tags), found.thumbprints.count > 1
            else { continue }
            plan.notes.append(
                "open-id-connect-provider/\(entry.issuerName) has \(found.thumbprints.count) thumbprints, where AWS itself "
                    + "sets one: give those that are right, or remove the others")
        }
        for entry in file.tables {
            guard let found = observed.tables[entry.name], isOurs(found.tags), found.isOpenToOthers else { continue }
            plan.notes.append(
                "table/\(entry.name) has a resource policy that allows something, which the file doesn’t say: look at it"
            )
        }
    }
}

extension ObservedTable {
    /// Whether its own policy allows somebody anything, or can't be read with certainty.
    fileprivate var isOpenToOthers: Bool {
        guard let resourcePolicy else { return false }
        return PolicyMeaning(parsing: resourcePolicy)?.allows.isEmpty != true
    }
}

import AWS
import IAMPolicy

extension AccountPlanner {
    mutating func planGroups() throws(MalformedPolicy) {
        for entry in file.groups {
            let entity = Entity(.group, entry.name.rawValue)
            let rights = HeldRights(
                wantedInline: try file.inlinePolicies(of: entry),
                wantedAttached: entry.managedPolicies.compactMap { file.arn(of: $0) })
            if let found = index.groups[entry.name.key] {
                planGroup(entry, entity, rights, found)
            } else {
                planNewGroup(entry, entity, rights)
            }
        }
        let names = Set(file.groups.map(\.name.key))
        let former = observed.details.groupDetailList.filter {
            $0.group.path == file.path && !names.contains($0.group.groupName.key)
        }
        for found in former { planRemoval(of: found) }
        if aim == .destruction(.kept), !former.isEmpty {
            plan.notes.append(
                "groups at \(file.path) go, also those that were there before the file took them over: IAM tags no groups"
            )
        }
    }

    private mutating func planNewGroup(_ entry: GroupEntry, _ entity: Entity, _ rights: HeldRights) {
        var new = EntityPlan(entity, .create)
        let (name, path) = (entry.name, file.path)
        new.step(.createGroups, "make the group") { (writer) throws(AWSError) in
            try await writer.makeGroup(name, path: path)
        }
        _ = planRights(of: .group(name), rights, into: &new)
        plan.entities.append(new)
    }

    private mutating func planGroup(
        _ entry: GroupEntry, _ entity: Entity, _ rights: HeldRights, _ found: GroupDetail
    ) {
        let (name, path) = (found.group.groupName, file.path)
        var change = EntityPlan(entity, .change)
        if found.group.path != path {
            // IAM tags no groups: where one lies says whose it is.
            guard adoption.includes(entity) else {
                return conflict(
                    entity, entry.line, "it lies at \(found.group.path), so this file hasn’t made it",
                    canBeAdopted: true)
            }
            change.fate = .adopt
            change.note(.change, "is taken over: path \(found.group.path) → \(path)")
            plan.notes.append(
                "\(entity.words) will be as one that the file has made, because IAM tags no groups: “destroy” removes it, too"
            )
            change.step(.adopt, "move the group") { (writer) throws(AWSError) in
                try await writer.iam.updateGroup(groupName: name, newPath: path)
            }
        }
        var rights = rights
        rights.inline = found.groupPolicyList
        rights.attached = found.attachedManagedPolicies.map(\.policyARN)
        let demand = planRights(of: .group(name), rights, into: &change)
        planShut(.group(name), found.groupPolicyList, isNeeded: demand.needsShut, into: &change)
        planMembers(of: entry, name, into: &change)
        plan.entities.append(change)
    }

    /// Members who aren't the file's leave. Those who are, are planned with the people.
    private func planMembers(of entry: GroupEntry, _ name: GroupName, into change: inout EntityPlan) {
        let people = Set(file.people.map(\.name.key))
        for member in (index.members[name.key] ?? []).sorted() where !people.contains(member.key) {
            // An owned person who isn't in the file goes as a whole.
            if let user = index.users[member.key], isOurs(user.user.tags) { continue }
            change.note(.remove, "member \(member)")
            change.step(.take, "remove \(member)", .leave(name, member))
        }
    }

    private mutating func planRemoval(of found: GroupDetail) {
        let name = found.group.groupName
        let members = index.members[name.key] ?? []
        var removal = EntityPlan(Entity(.group, name.rawValue), .remove)
        for member in members { removal.note(.remove, "member \(member)") }
        removal.step(.remove, "delete the group", .removeGroup(name, members))
        plan.entities.append(removal)
    }

    /// What the members of a group are denied by it now.
    func formerDenies(ofGroup name: String) -> Set<PolicyMeaning.Statement> {
        guard let group = index.groups[name] else { return [] }
        var denies: Set<PolicyMeaning.Statement> = []
        for policy in group.groupPolicyList {
            denies.formUnion(PolicyMeaning(parsing: policy.policyDocument)?.denies ?? [])
        }
        for policy in group.attachedManagedPolicies { denies.formUnion(policies.formerDenies(policy.policyARN)) }
        return denies
    }
}

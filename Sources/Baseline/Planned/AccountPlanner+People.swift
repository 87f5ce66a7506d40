import AWS
import IAMPolicy

extension AccountPlanner {
    mutating func planPeople() {
        for entry in file.people {
            let entity = Entity(.user, entry.name.rawValue)
            if let found = index.users[entry.name.key] {
                planPerson(entry, entity, found)
            } else {
                planNewPerson(entry, entity)
            }
        }
        let names = Set(file.people.map(\.name.key))
        for found in observed.details.userDetailList
        where isOurs(found.user.tags) && !names.contains(found.user.userName.key) {
            planRemoval(of: found)
        }
    }

    private func rights(of entry: PersonEntry) -> HeldRights {
        HeldRights(
            wantedInline: entry.inlinePolicies,
            wantedAttached: entry.managedPolicies.compactMap { file.arn(of: $0) })
    }

    private mutating func planNewPerson(_ entry: PersonEntry, _ entity: Entity) {
        var new = EntityPlan(entity, .create)
        let boundary = entry.permissionsBoundary.flatMap { file.arn(of: $0) }
        let tags = tags(entry.tags)
        new.step(.createUsers, "make the user") { (writer) throws(AWSError) in
            try await writer.makeUser(entry, boundary: boundary, tags: tags)
        }
        if let boundary { new.note(.add, "permissions boundary \(boundary.words)") }
        _ = planRights(of: .user(entry.name), rights(of: entry), into: &new)
        for group in entry.groups { _ = planJoining(group, entry.name, into: &new) }
        planSecrets(of: entry, FirstSecretsState(), into: &new)
        plan.entities.append(new)
    }

    private mutating func planPerson(_ entry: PersonEntry, _ entity: Entity, _ found: UserDetail) {
        if let denial = offboarding(of: found, entry) {
            let reason =
                "they were offboarded, and \(denial) denies them everything: take them out of the file; if they are back, take that "
                + "away by hand first"
            return conflict(entity, entry.line, reason, canBeAdopted: false)
        }
        guard var change = claim(entity, line: entry.line, tags: found.user.tags) else { return }
        let name = found.user.userName
        let (add, remove) = planTags(found.user.tags, tags(entry.tags), into: &change)
        if !add.isEmpty {
            change.step(change.fate == .adopt ? .adopt : .exchange, "tag the user") { (writer) throws(AWSError) in
                try await writer.iam.tagUser(userName: name, tags: add)
            }
        }
        if !remove.isEmpty {
            change.step(.exchange, "remove tags") { (writer) throws(AWSError) in
                try await writer.iam.untagUser(userName: name, tagKeys: remove)
            }
        }
        if found.user.path != entry.path {
            change.note(.change, "path \(found.user.path) → \(entry.path)")
            change.step(.exchange, "move the user") { (writer) throws(AWSError) in
                try await writer.iam.updateUser(userName: name, newPath: entry.path)
            }
        }
        planBoundary(
            of: .user(found.user.userName), from: found.user.permissionsBoundary, to: entry.permissionsBoundary,
            into: &change)
        planRights(entry, found, into: &change)
        if let state = observed.firstSecrets[entry.name] { planSecrets(of: entry, state, into: &change) }
        plan.entities.append(change)
    }

    /// What `offboard` left on a user whom the file would give back everything; nil if it is nothing, or the file says the same.
    private func offboarding(of found: UserDetail, _ entry: PersonEntry) -> String? {
        if found.userPolicyList.contains(where: Denial.isDenial) {
            return "the inline policy \(Denial.policyName)"
        }
        let wanted = Set(entry.managedPolicies.compactMap { file.arn(of: $0) })
        if let arn = found.attachedManagedPolicies.map(\.policyARN).first(where: Denial.isDenial), !wanted.contains(arn)
        {
            return "the attached policy \(arn.words)"
        }
        guard let boundary = found.user.permissionsBoundary, Denial.isDenial(boundary),
            boundary != entry.permissionsBoundary.flatMap({ file.arn(of: $0) })
        else { return nil }
        return "the permissions boundary \(boundary.words)"
    }

    private mutating func planSecrets(
        of entry: PersonEntry, _ state: FirstSecretsState, into change: inout EntityPlan
    ) {
        for secret in state.missing(for: entry) {
            change.note(.add, secret == .password ? "first password" : "first access key")
            if secret == .password, index.users[entry.name.key] != nil {
                plan.secretsOfPresent.append(entry.name)
            }
            plan.firstSecrets.append(AccountPlan.PlannedSecret(person: entry, secret: secret))
        }
    }

    private mutating func planRights(_ entry: PersonEntry, _ found: UserDetail, into change: inout EntityPlan) {
        let name = found.user.userName
        let wanted = Set(entry.groups.map(\.key))
        let present = Set(found.groupList.map(\.key))
        var kept: Set<PolicyMeaning.Statement> = []
        for group in present.intersection(wanted) { kept.formUnion(formerDenies(ofGroup: group)) }
        var rights = rights(of: entry)
        rights.inline = found.userPolicyList
        rights.attached = found.attachedManagedPolicies.map(\.policyARN).filter { arn in
            guard arn.resourceName.hasPrefix("AWSCompromisedKeyQuarantine") else { return true }
            plan.notes.append(
                "user/\(name) has \(arn.words), by which AWS itself shuts a leaked key in: it stays attached")
            return false
        }
        var demand = planRights(of: .user(name), rights, keeping: kept, into: &change)
        for arn in Set(rights.attached).intersection(rights.wantedAttached) {
            kept.formUnion(policies.formerDenies(arn))
        }
        for policy in found.userPolicyList {
            kept.formUnion(PolicyMeaning(parsing: policy.policyDocument)?.denies ?? [])
        }
        for group in entry.groups where !present.contains(group.key) {
            demand.mixedGivings += planJoining(group, name, into: &change) ? 1 : 0
        }
        for group in found.groupList where !wanted.contains(group.key) {
            change.note(.remove, "member of \(group)")
            if !formerDenies(ofGroup: group.key).isSubset(of: kept) { demand.needsShut = true }
            change.step(.take, "leave \(group)", .leave(group, name))
        }
        planShut(
            .user(name), found.userPolicyList, isNeeded: demand.needsShut || demand.mixedGivings > 1, into: &change)
    }

    /// Plans that a user joins a group.
    ///
    /// - Returns: whether the group both allows and denies by then.
    private func planJoining(_ group: GroupName, _ user: UserName, into change: inout EntityPlan) -> Bool {
        change.note(.add, "member of \(group)")
        let isNew = index.groups[group.key] == nil
        let denies = !isNew && !formerDenies(ofGroup: group.key).isEmpty
        // A new group has nothing yet but what it denies.
        change.step(isNew ? .join : denies ? .mix : .grant, "join \(group)", .join(group, user))
        return denies
    }

    private mutating func planRemoval(of found: UserDetail) {
        let user = found.user
        guard var removal = removal(of: Entity(.user, user.userName.rawValue), tags: user.tags) else { return }
        removal.note(.remove, "all credentials, signed-in machines, and sessions of the role that mirrors them")
        let shut = RightsChange.shut(.user(user.userName))
        removal.step(.shut, "deny everything", action: shut.action, change: shut) { (writer) throws(AWSError) in
            try await writer.denyEverything(to: user)
        }
        removal.step(.remove, "take everything away and delete the user", action: "iam:DeleteUser") {
            (writer) throws(AWSError) in
            try await writer.removeUser(user.userName)
        }
        plan.entities.append(removal)
    }
}

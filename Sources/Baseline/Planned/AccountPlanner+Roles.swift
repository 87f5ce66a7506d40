import AWS
import IAMPolicy

extension AccountPlanner {
    /// A role that nobody may assume.
    private static let trustingNobody = PolicyDocument(
        statements: [PolicyStatement(effect: .deny, elements: ["Principal": "*", "Action": "sts:AssumeRole"])]
    ).minified

    mutating func planRoles() throws(MalformedPolicy) {
        for entry in rolesAfterThoseTheyTrust {
            let entity = Entity(.role, entry.name.rawValue)
            let trust = try file.trustPolicy(of: entry)
            if let found = index.roles[entry.name.key] {
                planRole(entry, entity, trust, found)
            } else {
                planNewRole(entry, entity, trust)
            }
        }
        let names = Set(file.roles.map(\.name.key))
        for found in observed.details.roleDetailList
        where isOurs(found.role.tags) && !names.contains(found.role.roleName.key) {
            planRemoval(of: found)
        }
    }

    /// A role can only be made when those are there whom it trusts by name.
    private var rolesAfterThoseTheyTrust: [RoleEntry] {
        var ordered: [RoleEntry] = []
        var rest = file.roles
        while !rest.isEmpty {
            let waiting = Set(rest.map(\.name))
            let ready = rest.filter { Set($0.trustedRoles).subtracting([$0.name]).isDisjoint(with: waiting) }
            // Roles that trust each other in a circle can't be made; the reader refuses them.
            if ready.isEmpty { return ordered + rest }
            ordered += ready
            let names = Set(ready.map(\.name))
            rest.removeAll { names.contains($0.name) }
        }
        return ordered
    }

    private func rights(of entry: RoleEntry) -> HeldRights {
        HeldRights(
            wantedInline: entry.inlinePolicies,
            wantedAttached: entry.managedPolicies.compactMap { file.arn(of: $0) })
    }

    private mutating func planNewRole(_ entry: RoleEntry, _ entity: Entity, _ trust: WrittenPolicy) {
        var new = EntityPlan(entity, .create)
        let boundary = entry.permissionsBoundary.flatMap { file.arn(of: $0) }
        let (tags, text) = (tags(entry.tags), trust.text)
        new.note(.add, "trust", details: Difference.statements(from: nil, to: PolicyMeaning(trust.document)))
        if let boundary { new.note(.add, "permissions boundary \(boundary.words)") }
        new.step(.createRoles, "make the role") { (writer) throws(AWSError) in
            try await writer.makeRole(entry, trust: text, boundary: boundary, tags: tags)
        }
        _ = planRights(of: .role(entry.name), rights(of: entry), into: &new)
        if entry.instanceProfile { planInstanceProfile(entry, into: &new) }
        plan.entities.append(new)
    }

    private mutating func planRole(_ entry: RoleEntry, _ entity: Entity, _ trust: WrittenPolicy, _ found: RoleDetail) {
        guard found.role.path == entry.path else {
            let reason = "it lies at \(found.role.path), and roles can't be moved"
            return conflict(entity, entry.line, reason, canBeAdopted: false)
        }
        guard var change = claim(entity, line: entry.line, tags: found.role.tags) else { return }
        let name = found.role.roleName
        let (add, remove) = planTags(found.role.tags, tags(entry.tags), into: &change)
        if !add.isEmpty {
            change.step(change.fate == .adopt ? .adopt : .exchange, "tag the role") { (writer) throws(AWSError) in
                try await writer.iam.tagRole(roleName: name, tags: add)
            }
        }
        if !remove.isEmpty {
            change.step(.exchange, "remove tags") { (writer) throws(AWSError) in
                try await writer.iam.untagRole(roleName: name, tagKeys: remove)
            }
        }
        planTrust(trust, found, into: &change)
        planSessions(entry, found, into: &change)
        planBoundary(
            of: .role(found.role.roleName), from: found.role.permissionsBoundary, to: entry.permissionsBoundary,
            into: &change)
        var rights = rights(of: entry)
        rights.inline = found.rolePolicyList
        rights.attached = found.attachedManagedPolicies.map(\.policyARN)
        let demand = planRights(of: .role(name), rights, into: &change)
        planShut(
            .role(name), found.rolePolicyList, isNeeded: demand.needsShut || demand.mixedGivings > 1, into: &change)
        let hasProfile = found.instanceProfiles.contains { $0.rawValue == name.rawValue }
        if entry.instanceProfile, !hasProfile { planInstanceProfile(entry, into: &change) }
        if !entry.instanceProfile, hasProfile {
            change.note(.remove, "instance profile")
            change.step(.take, "remove the instance profile") { (writer) throws(AWSError) in
                try await writer.removeInstanceProfile(of: name)
            }
        }
        plan.entities.append(change)
    }

    private func planTrust(_ trust: WrittenPolicy, _ found: RoleDetail, into change: inout EntityPlan) {
        let former = FormerPolicy(found.role.assumeRolePolicyDocument), coming = PolicyMeaning(trust.document)
        guard former.meaning != coming else { return }
        let (name, text) = (found.role.roleName, trust.text)
        change.note(.change, "trust", details: Difference.statements(from: former.meaning, to: coming))
        let narrow: String?
        switch PolicyNarrowing(from: former, to: coming, limit: observed.quota("AssumeRolePolicySizeQuota", 2_048)).form
        {
        case .former: narrow = nil
        case .coming: narrow = text
        // What denies everything by resource isn't a trust policy.
        case .between(let document): narrow = document == .denyingEverything ? Self.trustingNobody : document.minified
        case .nothing: narrow = Self.trustingNobody
        }
        if let narrow {
            change.step(
                .narrow, narrow == text ? "set the trust policy" : "narrow the trust policy",
                action: "iam:UpdateAssumeRolePolicy"
            ) { (writer) throws(AWSError) in try await writer.setTrust(narrow, of: name) }
        }
        guard narrow != text else { return }
        change.step(.widen, "set the trust policy", action: "iam:UpdateAssumeRolePolicy") { (writer) throws(AWSError) in
            try await writer.setTrust(text, of: name)
        }
    }

    private func planSessions(_ entry: RoleEntry, _ found: RoleDetail, into change: inout EntityPlan) {
        guard let facts = observed.roleFacts[found.role.roleName] else { return }
        let (name, seconds) = (found.role.roleName, entry.maximumSessionDuration)
        let description = entry.description.flatMap { $0 == facts.description ?? "" ? nil : $0 }
        guard seconds != facts.maxSessionDuration || description != nil else { return }
        if seconds != facts.maxSessionDuration {
            change.note(.change, "longest session: \(facts.maxSessionDuration) s → \(seconds) s")
        }
        if let description { change.note(.change, "description: \(description)") }
        change.step(seconds < facts.maxSessionDuration ? .narrow : .widen, "set duration and description") {
            (writer) throws(AWSError) in
            try await writer.iam.updateRole(
                roleName: name, maxSessionDuration: seconds, description: description ?? facts.description)
        }
    }

    private func planInstanceProfile(_ entry: RoleEntry, into change: inout EntityPlan) {
        change.note(.add, "instance profile")
        change.step(.grant, "make the instance profile") { (writer) throws(AWSError) in
            try await writer.makeInstanceProfile(of: entry.name, path: entry.path)
        }
    }

    private mutating func planRemoval(of found: RoleDetail) {
        let (name, profiles) = (found.role.roleName, found.instanceProfiles)
        guard var removal = removal(of: Entity(.role, name.rawValue), tags: found.role.tags) else { return }
        removal.step(.shut, "deny everything", .shut(.role(name)))
        removal.step(.remove, "delete the role", action: "iam:DeleteRole") { (writer) throws(AWSError) in
            try await writer.removeRole(name, instanceProfiles: profiles)
        }
        plan.entities.append(removal)
    }
}

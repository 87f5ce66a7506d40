import AWS
import IAMPolicy

extension AccountPlanner {
    /// A policy whose statements allow and deny nothing that exists, since AWS takes no policy without any.
    private func harmless(_ account: AWSAccount) -> String {
        let role = account.iamARN("role/latchkey/none")?.rawValue ?? "*"
        return PolicyDocument(
            statements: [
                PolicyStatement(effect: .deny, elements: ["Action": "sts:AssumeRole", "Resource": .string(role)])
            ]
        ).minified
    }

    mutating func planPolicies() {
        for entry in file.policies {
            guard let arn = file.arn(of: .own(entry.name)) else { continue }
            let entity = Entity(.policy, entry.name.rawValue)
            if let found = index.policies[entry.name.key] {
                planPolicy(entry, arn, entity, found)
            } else {
                planNewPolicy(entry, arn, entity)
            }
        }
        for arn in policies.going.sorted() {
            if let found = index.policiesByARN[arn] { planRemoval(of: found) }
        }
    }

    private mutating func planNewPolicy(_ entry: PolicyEntry, _ arn: ARN, _ entity: Entity) {
        let meaning = PolicyMeaning(entry.document.document)
        var new = EntityPlan(entity, .create)
        new.differences = Difference.statements(from: nil, to: meaning)
        let path = file.path
        let first =
            meaning.isMixed
            ? PolicyDocument(version: meaning.version, statements: meaning.denies.map(\.written)).minified
            : entry.document.text
        new.step(
            .createPolicies, "make the policy", action: "iam:CreatePolicy", change: .setDocument(first, arn)
        ) { (writer) throws(AWSError) in
            try await writer.makePolicy(entry, arn: arn, path: path, document: first)
        }
        if meaning.isMixed {
            let text = entry.document.text
            new.step(.widen, "write the whole policy", .setDocument(text, arn))
        }
        plan.entities.append(new)
    }

    private mutating func planPolicy(
        _ entry: PolicyEntry, _ arn: ARN, _ entity: Entity, _ found: ManagedPolicyDetail
    ) {
        guard found.policy.arn == arn else {
            let reason = "a policy of that name has the ARN \(found.policy.arn), and policies can't be moved"
            return conflict(entity, entry.line, reason, canBeAdopted: false)
        }
        guard var change = claim(entity, line: entry.line, tags: observed.policyTags[arn] ?? []) else { return }
        if change.fate == .adopt {
            let tags = [owner, adopted]
            change.step(.adopt, "tag the policy") { (writer) throws(AWSError) in
                try await writer.iam.tagPolicy(policyARN: arn, tags: tags)
            }
        }
        planDocument(of: arn, from: found, to: PolicyMeaning(entry.document.document), entry.document.text, &change)
        plan.entities.append(change)
    }

    private func planDocument(
        of arn: ARN, from found: ManagedPolicyDetail, to coming: PolicyMeaning?, _ text: String?,
        _ change: inout EntityPlan
    ) {
        let former = FormerPolicy(found.defaultVersion?.document)
        if let coming, former.meaning == coming { return }
        change.differences += Difference.statements(from: former.meaning, to: coming)
        let limit = observed.quota("PolicySizeQuota", 6_144)
        let narrow: String?
        switch PolicyNarrowing(from: former, to: coming, limit: limit).form {
        case .former: narrow = nil
        case .coming: narrow = text
        case .between(let document): narrow = document.minified
        case .nothing: narrow = harmless(file.account)
        }
        if let narrow {
            change.step(
                .narrow, narrow == text ? "write the policy" : "narrow the policy", .setDocument(narrow, arn))
        }
        guard let text, narrow != text else { return }
        change.step(.widen, "write the policy", .setDocument(text, arn))
    }

    private mutating func planRemoval(of found: ManagedPolicyDetail) {
        let arn = found.policy.arn
        let entity = Entity(.policy, found.policy.policyName.rawValue)
        guard var removal = removal(of: entity, tags: observed.policyTags[arn] ?? []) else { return }
        let strangers = foreignHolders(of: arn)
        guard strangers.isEmpty else {
            plan.kept.append(entity)
            plan.notes.append(
                "policy/\(found.policy.policyName) stays, because \(strangers.joined(separator: ", ")) "
                    + "\(strangers.count == 1 ? "has" : "have") it: detach it there, and run this again")
            return
        }
        if found.policy.attachmentCount > 0 || hasHolders(arn) {
            let former = FormerPolicy(found.defaultVersion?.document)
            let form = PolicyNarrowing(from: former, to: nil, limit: observed.quota("PolicySizeQuota", 6_144)).form
            if form != .former {
                var narrow = harmless(file.account)
                if case .between(let document) = form { narrow = document.minified }
                removal.step(.narrow, "narrow the policy", .setDocument(narrow, arn))
            }
        }
        removal.step(.removePolicies, "delete the policy", action: "iam:DeletePolicy") { (writer) throws(AWSError) in
            try await writer.removePolicy(arn)
        }
        plan.entities.append(removal)
    }

    private func hasHolders(_ arn: ARN) -> Bool {
        observed.details.userDetailList.contains { $0.has(arn) }
            || observed.details.groupDetailList.contains { $0.has(arn) }
            || observed.details.roleDetailList.contains { $0.has(arn) }
    }

    /// Whether something isn't the file's, or is kept when all else goes.
    private func staysAsItIs(_ tags: [Tag]) -> Bool {
        !isOurs(tags) || aim == .destruction(.kept) && tags.contains { $0.hasKey(AccountFile.adoptedTag) }
    }

    /// Whoever has the policy and goes on having it, as the file doesn't change them.
    private func foreignHolders(of arn: ARN) -> [String] {
        let users = observed.details.userDetailList.filter {
            $0.has(arn) && staysAsItIs($0.user.tags) && !adoption.includes(Entity(.user, $0.user.userName.rawValue))
        }
        let groups = observed.details.groupDetailList.filter {
            $0.has(arn) && $0.group.path != file.path
                && !adoption.includes(Entity(.group, $0.group.groupName.rawValue))
        }
        let roles = observed.details.roleDetailList.filter {
            $0.has(arn) && staysAsItIs($0.role.tags) && !adoption.includes(Entity(.role, $0.role.roleName.rawValue))
        }
        return users.map { "user/\($0.user.userName)" } + groups.map { "group/\($0.group.groupName)" }
            + roles.map { "role/\($0.role.roleName)" }
    }
}

extension UserDetail {
    /// Whether the policy is attached, or bounds.
    fileprivate func has(_ arn: ARN) -> Bool {
        attachedManagedPolicies.contains { $0.policyARN == arn } || user.permissionsBoundary == arn
    }
}

extension GroupDetail {
    fileprivate func has(_ arn: ARN) -> Bool { attachedManagedPolicies.contains { $0.policyARN == arn } }
}

extension RoleDetail {
    /// Whether the policy is attached, or bounds.
    fileprivate func has(_ arn: ARN) -> Bool {
        attachedManagedPolicies.contains { $0.policyARN == arn } || role.permissionsBoundary == arn
    }
}

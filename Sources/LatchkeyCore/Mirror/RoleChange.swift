import AWS
import IAMPolicy

/// The way from what a role holds to what is planned.
struct RoleChange {
    private let held: HeldPolicies
    private let plan: RolePlan
    private let quotas: RoleQuotas
    private let attaching: [ARN: PolicyDocument]
    private let detaching: [ARN: PolicyDocument?]
    /// The inline Denies while the role changes; everything is denied where they can't stand in for what changes.
    private var denies: [RolePlan.InlineName: PolicyDocument] = [:]
    private var isShut = false

    init(from held: HeldPolicies, to plan: RolePlan, quotas: RoleQuotas) {
        self.held = held
        self.plan = plan
        self.quotas = quotas
        attaching = plan.attachedPolicies.filter { held.attached[$0.key] == nil }
        detaching = held.attached.filter { plan.attachedPolicies[$0.key] == nil }
        denies = everyDeny
        isShut = !isCovered
        if isShut { denies = [.deny: .denyingEverything] }
    }

    var writes: RoleWrites {
        var writes = unmarked
        // A role that lacks Latchkey's own tag gets it beside other writes, and is not written to for it alone.
        let tags = held.role?.tags ?? []
        guard isUnmarked, settingTags.isEmpty, tags.count < Tag.mostPerRole else { return writes }
        if !writes.stages.isEmpty {
            writes.stages[0].append(.tag([.mirror]))
        } else if !writes.afterwards.isEmpty {
            writes.afterwards[0].append(.tag([.mirror]))
        }
        return writes
    }

    private var unmarked: RoleWrites {
        let isNew = held.role == nil
        // There may be no room for the new tags beside the old. Then nothing is decided by them, or everything denied.
        let (tagging, late) = isCrowded ? (untagging, settingTags) : (self.tagging, [])
        if isShut {
            let behind = tagging + resets + emptying + settingBoundary
            return RoleWrites(
                isNew
                    ? [foundation, putDenies + behind, adding]
                    : [makingRoom, foundation + putDenies, behind, adding + late],
                afterwards: [closing], leftovers: leftovers)
        }
        // A role, or a policy of ours, has to be there before anything is written to it.
        let isEarly = isNew || settingBoundary.contains { $0.needs(plan.ownPolicies) }
        let guards = tagging + putDenies + settingBoundary
        let (first, second) = isEarly ? (foundation, guards) : ([], foundation + guards)
        if held.attached.count + attaching.count <= quotas.attachedPolicies {
            return RoleWrites(
                [first, second, adding + late, removing], afterwards: [closing], leftovers: leftovers)
        }
        // What leaves takes Denies along only after others stand in for them.
        let (third, fourth) = leavingDenies ? ([], removing) : (removing, [])
        return RoleWrites(
            [first, second + third, fourth, adding + late], afterwards: [closing], leftovers: leftovers)
    }

    // MARK: Denies meanwhile

    /// Those planned, and every other Deny that is to come with a policy or that goes with one.
    private var everyDeny: [RolePlan.InlineName: PolicyDocument] {
        var documents: [RolePlan.InlineName: PolicyDocument] = plan.inlinePolicies.filter { $0.key.isDeny }
        func add(_ document: PolicyDocument) {
            for statement in document.statements where statement.effect == .deny {
                let name = RolePlan.InlineName(effect: .deny, version: document.version)
                var merged = documents[name] ?? PolicyDocument(version: document.version, statements: [])
                if !merged.statements.contains(statement) { merged.statements.append(statement) }
                documents[name] = merged
            }
        }
        for (name, document) in held.documents {
            if name == RolePlan.InlineName.revocation.policyName {
                documents[.revocation] = documents[.revocation] ?? document
            } else {
                add(document)
            }
        }
        // A policy that is alone in coming and going brings and takes its Allows and Denies at once.
        if attaching.count + detaching.count + (inlineAllowsChange ? 1 : 0) > 1 {
            attaching.values.forEach(add)
            for case let document? in detaching.values { add(document) }
        }
        for name in documents.keys where documents[name] != plan.inlinePolicies[name] { documents[name]?.sort() }
        return documents
    }

    /// Whether these Denies are enough, and can be known, and have the room.
    private var isCovered: Bool {
        guard held.unreadable.isEmpty, !detaching.values.contains(nil), resets.isEmpty else { return false }
        if replacesBoundary, policiesChange { return false }
        if !tagging.isEmpty, mentionsTags, policiesChange || !settingBoundary.isEmpty || tagging.count > 1 {
            return false
        }
        var sizes: [PolicyName: Int] = held.sizes
        for (name, document) in plan.inlinePolicies.merging(denies, uniquingKeysWith: { $0.size > $1.size ? $0 : $1 }) {
            sizes[name.policyName] = max(sizes[name.policyName] ?? 0, document.size)
        }
        return sizes.values.reduce(0, +) <= quotas.inlineCharacters
    }

    private var policiesChange: Bool {
        !attaching.isEmpty || !detaching.isEmpty || held.known != plan.inlinePolicies
            || held.inlineNames.count != held.known.count
    }

    private var inlineAllowsChange: Bool {
        RolePlan.InlineName.allCases.contains { !$0.isDeny && held.known[$0] != plan.inlinePolicies[$0] }
            || held.inlineNames.contains { RolePlan.InlineName(rawValue: $0.rawValue) == nil }
    }

    /// Old policies may not meet the new boundary, nor new ones the old.
    private var replacesBoundary: Bool { held.boundary != nil && !settingBoundary.isEmpty }

    private var leavingDenies: Bool {
        let inline = held.documents.filter { !isPlanned($0.key) }.values
        return (inline + detaching.values.compactMap { $0 }).contains { document in
            document.statements.contains { $0.effect == .deny }
        }
    }

    /// Whether anything here may be decided by the role's tags. What a boundary says that isn't Latchkey's is not at hand.
    private var mentionsTags: Bool {
        if held.boundary != nil || plan.permissionsBoundary != nil { return true }
        let documents =
            held.documents.values + held.attached.values.compactMap { $0 } + plan.inlinePolicies.values
            + plan.attachedPolicies.values
        return documents.contains { $0.minified.lowercased().contains("aws:principaltag") }
    }

    // MARK: Writes

    private func put(_ name: RolePlan.InlineName, _ document: PolicyDocument) -> RoleWrite {
        .putInline(name: name.policyName, document: document.minified)
    }

    private func isPlanned(_ name: PolicyName) -> Bool {
        RolePlan.InlineName(rawValue: name.rawValue).map { plan.inlinePolicies[$0] != nil } ?? false
    }

    /// What gives nobody a right: the role, its trust, and policies of Latchkey's own that nothing uses yet.
    private var foundation: [RoleWrite] {
        var writes: [RoleWrite] = []
        if let role = held.role {
            if (try? PolicyDocument(parsing: role.assumeRolePolicyDocument)) != plan.trustPolicy {
                writes.append(.updateTrust(plan.trustPolicy.minified))
            }
            if role.maxSessionDuration != plan.maxSessionDuration {
                writes.append(.updateMaxSessionDuration(plan.maxSessionDuration))
            }
        } else {
            writes.append(.create(plan))
        }
        return writes
            + plan.ownPolicies.filter { held.own[$0.key] == nil }.sorted { $0.key < $1.key }.map {
                .createPolicy($0.key, document: $0.value.minified)
            }
    }

    private var tagging: [RoleWrite] { untagging + settingTags }

    private var untagging: [RoleWrite] {
        guard let tags = held.role?.tags else { return [] }
        // To untag the old spelling of a key would take the new one with it.
        let unplanned = tags.filter { tag in !plan.roleTags.contains { $0.hasKey(of: tag) } }.map(\.key)
        return unplanned.isEmpty ? [] : [.untag(unplanned.sorted())]
    }

    private var settingTags: [RoleWrite] {
        let missing = missingTags
        guard held.role != nil, !missing.allSatisfy({ $0 == .mirror }) else { return [] }
        return [.tag(missing)]
    }

    private var missingTags: [Tag] {
        let tags = held.role?.tags ?? []
        return plan.roleTags.filter { tag in !tags.contains { $0.hasKey(of: tag) && $0.hasValue(of: tag) } }
    }

    /// Whether nothing but Latchkey's own tag is missing.
    private var isUnmarked: Bool { held.role != nil && missingTags == [.mirror] }

    private var isCrowded: Bool {
        let tags = held.role?.tags ?? []
        let further = missingTags.filter { tag in !tags.contains { $0.hasKey(of: tag) } }
        return tags.count + further.count > Tag.mostPerRole
    }

    private var settingBoundary: [RoleWrite] {
        let there = held.role == nil ? plan.boundaryAtCreation : held.boundary
        guard let boundary = plan.permissionsBoundary, boundary != there else { return [] }
        return [.putBoundary(boundary)]
    }

    /// Policies of Latchkey's own that somebody else changed.
    private var resets: [RoleWrite] {
        plan.ownPolicies.sorted { $0.key < $1.key }.compactMap { arn, document in
            guard let there = held.own[arn], there != document else { return nil }
            return .resetPolicy(arn, document: document.minified)
        }
    }

    private var putDenies: [RoleWrite] {
        denies.sorted { $0.key < $1.key }.filter { held.known[$0.key] != $0.value }.map { put($0.key, $0.value) }
    }

    private var adding: [RoleWrite] {
        plan.inlinePolicies.sorted { $0.key < $1.key }.filter { name, document in
            isShut
                ? name != .deny && (name != .revocation || held.known[name] != document)
                : !name.isDeny && held.known[name] != document
        }.map { put($0.key, $0.value) }
            + attaching.keys.sorted().map { .attach($0) }
    }

    private var removing: [RoleWrite] {
        held.inlineNames.sorted().filter { name in
            guard !isPlanned(name) else { return false }
            // Denies go at the end; there may be none under the name of one.
            return RolePlan.InlineName(rawValue: name.rawValue).map { !$0.isDeny || denies[$0] == nil } ?? true
        }.map { .deleteInline(name: $0) }
            + detaching.keys.sorted().map { .detach($0) }
    }

    private var closing: [RoleWrite] {
        let leaves = !isShut && plan.permissionsBoundary == nil && held.boundary != nil
        return RolePlan.InlineName.allCases.compactMap { name in
            guard name.isDeny, let standing = denies[name], standing != plan.inlinePolicies[name] else { return nil }
            return plan.inlinePolicies[name].map { put(name, $0) } ?? .deleteInline(name: name.policyName)
        } + (leaves ? [.deleteBoundary] : [])
    }

    // MARK: Behind a Deny of everything

    /// Takes away what only allows, where the Deny would not fit beside it.
    private var makingRoom: [RoleWrite] {
        let gate = RolePlan.InlineName.deny.policyName
        let size = held.sizes.values.reduce(0, +) - (held.sizes[gate] ?? 0) + PolicyDocument.denyingEverything.size
        return size <= quotas.inlineCharacters ? [] : held.allowsOnly.sorted().map { .deleteInline(name: $0) }
    }

    private var emptying: [RoleWrite] {
        let gone: Set<PolicyName> = makingRoom.isEmpty ? [] : held.allowsOnly
        let leaves = plan.permissionsBoundary == nil && held.boundary != nil
        let kept: [RolePlan.InlineName] = plan.inlinePolicies[.revocation] == nil ? [.deny] : [.deny, .revocation]
        return held.inlineNames.subtracting(gone).subtracting(kept.map(\.policyName)).sorted().map {
            .deleteInline(name: $0)
        }
            + detaching.keys.sorted().map { .detach($0) }
            + (leaves ? [.deleteBoundary] : [])
    }

    /// Policies of Latchkey's own that nothing uses any more.
    private var leftovers: [RoleWrite] {
        held.own.keys.filter { plan.ownPolicies[$0] == nil }.sorted().map { .deletePolicy($0) }
    }
}

extension RoleWrite {
    /// Whether it puts one of these policies to use.
    fileprivate func needs(_ policies: [ARN: PolicyDocument]) -> Bool {
        if case .putBoundary(let arn) = self { policies[arn] != nil } else { false }
    }
}

import AWS

extension RolePlan {
    /// The writes that make a role equal to this plan: stages to be done one after the other, each of writes that can go
    /// side by side. Empty when the role is as planned.
    ///
    /// Whatever write is the last to succeed, the role has no right that neither it had before nor the user has: every Deny
    /// of the old role and of the plan, wherever it stands, and the boundary are put in force first; then what is planned
    /// is added, then what is no longer planned is removed, and at last the Denies that are no longer planned.
    /// A role that is new may be filled at once, since nobody is handed a session of it before all is done.
    package func writes(from state: RoleState?, naming: RoleNaming, quotas: RoleQuotas) -> [[RoleWrite]] {
        let stages: [[RoleWrite]]
        if let state {
            let held = HeldPolicies(state, naming: naming)
            stages = fitsBeside(held, quotas: quotas) ? growThenShrink(held) : closeThenRebuild(held)
        } else {
            let attaching = attachedPolicies.keys.sorted().map { RoleWrite.attach($0) }
            let making = ownPolicies.sorted { $0.key < $1.key }.map {
                RoleWrite.createPolicy($0.key, document: $0.value.minified)
            }
            // The boundary has to be there before the role; the other policies of ours only before they are attached.
            let isBoundaryOwn = permissionsBoundary.map { ownPolicies[$0] != nil } ?? false
            stages =
                isBoundaryOwn
                ? [making, [.create(self)], putPlanned + attaching]
                : [[.create(self)] + making, putPlanned + attaching]
        }
        return stages.filter { !$0.isEmpty }
    }

    private var putPlanned: [RoleWrite] {
        inlinePolicies.sorted { $0.key < $1.key }.map { put($0.key, $0.value) }
    }

    private func put(_ name: InlineName, _ document: PolicyDocument) -> RoleWrite {
        .putInline(name: name.policyName, document: document.minified)
    }

    private func isPlanned(_ name: PolicyName) -> Bool {
        InlineName(rawValue: name.rawValue).map { inlinePolicies[$0] != nil } ?? false
    }

    // MARK: The usual way

    private func growThenShrink(_ held: HeldPolicies) -> [[RoleWrite]] {
        let attaching = attachedPolicies.filter { held.attached[$0.key] == nil }
        let detaching = held.attached.filter { attachedPolicies[$0.key] == nil }
        let meanwhile = deniesMeanwhile(held, attaching: attaching, detaching: detaching)

        var tightening = settings(from: held) + ownPolicyWrites(held)
        var adding: [RoleWrite] = []
        var lastly: [RoleWrite] = []
        for name in InlineName.allCases {
            let planned = inlinePolicies[name]
            if name.isDeny {
                if let needed = meanwhile[name], needed != held.known[name] { tightening.append(put(name, needed)) }
                if let planned, planned != meanwhile[name] { lastly.append(put(name, planned)) }
                if planned == nil, meanwhile[name] != nil { lastly.append(.deleteInline(name: name.policyName)) }
            } else if let planned, planned != held.known[name] {
                adding.append(put(name, planned))
            }
        }
        adding += attaching.keys.sorted().map { .attach($0) }
        var removing: [RoleWrite] = held.inlineNames.sorted().filter { name in
            !isPlanned(name) && !InlineName.allCases.contains { $0.isDeny && $0.policyName == name }
        }.map { .deleteInline(name: $0) }
        removing += detaching.keys.sorted().map { .detach($0) }
        if permissionsBoundary == nil, held.role.permissionsBoundary != nil { lastly.append(.deleteBoundary) }
        let ownBoundary = permissionsBoundary.flatMap {
            ownPolicies[$0] == nil || held.role.permissionsBoundary == $0 ? nil : $0
        }
        return [
            tightening, ownBoundary.map { [.putBoundary($0)] } ?? [], adding, removing, lastly,
            leavingOwnPolicies(held),
        ]
    }

    /// The Deny documents while the role changes: those planned, and every other Deny that is to come with a policy or
    /// that goes with one. Nil members where nothing is to be written.
    private func deniesMeanwhile(
        _ held: HeldPolicies, attaching: [ARN: PolicyDocument], detaching: [ARN: PolicyDocument?]
    ) -> [InlineName: PolicyDocument] {
        var documents: [InlineName: PolicyDocument] = inlinePolicies.filter { $0.key.isDeny }
        func add(_ document: PolicyDocument) {
            for statement in document.statements where statement.effect == .deny {
                let name = InlineName(effect: .deny, version: document.version)
                var merged = documents[name] ?? PolicyDocument(version: document.version, statements: [])
                if !merged.statements.contains(statement) { merged.statements.append(statement) }
                documents[name] = merged
            }
        }
        for name in held.inlineNames { held.documents[name].map(add) }
        // A policy that is attached already, or alone in coming and going, brings and takes its Allows and Denies at once.
        let changes = attaching.count + detaching.count + (inlineAllowsChange(held) ? 1 : 0)
        if changes > 1 {
            attaching.values.forEach(add)
            for case let document? in detaching.values { add(document) }
        }
        for name in documents.keys where documents[name] != inlinePolicies[name] { documents[name]?.sort() }
        return documents
    }

    private func inlineAllowsChange(_ held: HeldPolicies) -> Bool {
        InlineName.allCases.contains { !$0.isDeny && held.known[$0] != inlinePolicies[$0] }
            || held.inlineNames.contains { InlineName(rawValue: $0.rawValue) == nil }
    }

    /// What is not a policy, with the boundary if one is to be set.
    private func settings(from held: HeldPolicies) -> [RoleWrite] {
        let role = held.role
        var writes: [RoleWrite] = []
        if (try? PolicyDocument(parsing: role.assumeRolePolicyDocument)) != trustPolicy {
            writes.append(.updateTrust(trustPolicy.minified))
        }
        if role.maxSessionDuration != maxSessionDuration {
            writes.append(.updateMaxSessionDuration(maxSessionDuration))
        }
        let unplanned = role.tags.map(\.key).filter { key in !tags.contains { $0.key == key } }
        if !unplanned.isEmpty { writes.append(.untag(unplanned.sorted())) }
        let missing = tags.filter { !role.tags.contains($0) }
        if !missing.isEmpty { writes.append(.tag(missing)) }
        if let permissionsBoundary, role.permissionsBoundary != permissionsBoundary,
            ownPolicies[permissionsBoundary] == nil
        {
            writes.append(.putBoundary(permissionsBoundary))
        }
        return writes
    }

    // MARK: Latchkey's own policies

    /// Makes those that are missing, and those say what they should whose content was changed.
    private func ownPolicyWrites(_ held: HeldPolicies) -> [RoleWrite] {
        ownPolicies.sorted { $0.key < $1.key }.compactMap { arn, document in
            guard let there = held.own[arn] else { return .createPolicy(arn, document: document.minified) }
            return there == document ? nil : .resetPolicy(arn, document: document.minified)
        }
    }

    private func leavingOwnPolicies(_ held: HeldPolicies) -> [RoleWrite] {
        held.own.keys.filter { ownPolicies[$0] == nil }.sorted().map { .deletePolicy($0) }
    }

    // MARK: When old and new don't fit side by side

    private func fitsBeside(_ held: HeldPolicies, quotas: RoleQuotas) -> Bool {
        let attaching = attachedPolicies.filter { held.attached[$0.key] == nil }
        let detaching = held.attached.filter { attachedPolicies[$0.key] == nil }
        // What can't be read could hold a Deny that nothing stands in for.
        guard held.unreadable.isEmpty, detaching.count < 2 || !detaching.values.contains(nil) else { return false }
        var sizes: [PolicyName: Int] = held.sizes
        for (name, document) in inlinePolicies {
            sizes[name.policyName] = max(sizes[name.policyName] ?? 0, document.size)
        }
        for (name, document) in deniesMeanwhile(held, attaching: attaching, detaching: detaching) {
            sizes[name.policyName] = max(sizes[name.policyName] ?? 0, document.size)
        }
        return held.attached.count + attaching.count <= quotas.attachedPolicies
            && sizes.values.reduce(0, +) <= quotas.inlineCharacters
    }

    /// Shuts the role by a Deny of everything, rebuilds it behind that, and opens it again. Its sessions can do nothing
    /// meanwhile, but nothing more either.
    private func closeThenRebuild(_ held: HeldPolicies) -> [[RoleWrite]] {
        let gate = InlineName.deny
        let attaching = attachedPolicies.keys.filter { held.attached[$0] == nil }.sorted()
        let detaching = held.attached.keys.filter { attachedPolicies[$0] == nil }.sorted()
        let ownBoundary = permissionsBoundary.flatMap { ownPolicies[$0] == nil ? nil : $0 }
        let boundaryLeaves = permissionsBoundary == nil && held.role.permissionsBoundary != nil
        return [
            held.allowsOnly.sorted().map { .deleteInline(name: $0) },
            [put(gate, .denyingEverything)],
            settings(from: held) + ownPolicyWrites(held)
                + held.inlineNames.subtracting(held.allowsOnly).subtracting([gate.policyName]).sorted().map {
                    .deleteInline(name: $0)
                }
                + detaching.map { .detach($0) },
            putPlanned.filter { write in
                if case .putInline(gate.policyName, _) = write { false } else { true }
            }
                + attaching.map { .attach($0) }
                + (held.role.permissionsBoundary == ownBoundary ? [] : ownBoundary.map { [.putBoundary($0)] } ?? [])
                + (boundaryLeaves ? [.deleteBoundary] : []),
            [inlinePolicies[gate].map { put(gate, $0) } ?? .deleteInline(name: gate.policyName)],
            leavingOwnPolicies(held),
        ]
    }
}

extension PolicyDocument {
    /// Allows nothing, whatever else allows it.
    static let denyingEverything = PolicyDocument(statements: [.denyingAll])
}

extension RolePlan.InlineName {
    /// Whether a document of this name holds Denies.
    var isDeny: Bool { self == .deny || self == .deny2008 }
}

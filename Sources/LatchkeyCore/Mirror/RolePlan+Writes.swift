import AWS

extension RolePlan {
    /// The writes that make a role equal to this plan: stages to be done one after the other, each of writes that can go
    /// side by side. Empty when the role is as planned.
    ///
    /// Whatever write is the last to succeed, the role has no right that neither it had before nor the user has: Denies and
    /// the boundary go in first, then Allows, then what is no longer planned goes, Allows before Denies. A role that is
    /// new may be filled at once, since nobody is handed a session of it before all is done.
    package func writes(from state: RoleState?, quotas: RoleQuotas) -> [[RoleWrite]] {
        guard let state else {
            return [[.create(self)], putPlanned + attachedPolicies.sorted(by: Self.byName).map { .attach($0) }]
                .filter { !$0.isEmpty }
        }
        let stages = fitsBeside(state, quotas: quotas) ? growThenShrink(state) : closeThenRebuild(state)
        return stages.filter { !$0.isEmpty }
    }

    private static func byName(_ a: ARN, _ b: ARN) -> Bool { a.description < b.description }

    private func isPlanned(_ name: PolicyName) -> Bool {
        InlineName(rawValue: name.rawValue).map { inlinePolicies[$0] != nil } ?? false
    }

    private var putPlanned: [RoleWrite] {
        inlinePolicies.sorted { $0.key < $1.key }.map { put($0.key, $0.value) }
    }

    private func put(_ name: InlineName, _ document: PolicyDocument) -> RoleWrite {
        .putInline(name: name.policyName, document: document.minified)
    }

    // MARK: The usual way

    private func growThenShrink(_ state: RoleState) -> [[RoleWrite]] {
        let held = HeldPolicies(state)
        var tightening = settings(from: state)
        var adding: [RoleWrite] = []
        var lastly: [RoleWrite] = []

        for (name, planned) in inlinePolicies.sorted(by: { $0.key < $1.key }) where held.known[name] != planned {
            guard name.isDeny, let old = held.known[name] else {
                if name.isDeny { tightening.append(put(name, planned)) } else { adding.append(put(name, planned)) }
                continue
            }
            let leaving = old.statements.filter { !planned.statements.contains($0) }
            guard !leaving.isEmpty else {
                tightening.append(put(name, planned))
                continue
            }
            var both = planned
            both.statements += leaving
            if both.statements.count > old.statements.count { tightening.append(put(name, both)) }
            lastly.append(put(name, planned))
        }
        adding += attachedPolicies.subtracting(state.attachedPolicies).sorted(by: Self.byName).map { .attach($0) }

        var removing: [RoleWrite] = []
        for name in held.allowsOnly.sorted() where !isPlanned(name) {
            removing.append(.deleteInline(name: name))
        }
        let detaching: [RoleWrite] = state.attachedPolicies.subtracting(attachedPolicies)
            .sorted(by: Self.byName).map { .detach($0) }
        for name in held.others.sorted() where !isPlanned(name) {
            lastly.append(.deleteInline(name: name))
        }
        if permissionsBoundary == nil, state.role.permissionsBoundary != nil { lastly.append(.deleteBoundary) }
        return [tightening, adding, removing, detaching, lastly]
    }

    /// What is not a policy, with the boundary if one is to be set.
    private func settings(from state: RoleState) -> [RoleWrite] {
        var writes: [RoleWrite] = []
        if let permissionsBoundary, state.role.permissionsBoundary != permissionsBoundary {
            writes.append(.putBoundary(permissionsBoundary))
        }
        if (try? PolicyDocument(parsing: state.role.assumeRolePolicyDocument)) != trustPolicy {
            writes.append(.updateTrust(trustPolicy.minified))
        }
        if state.role.maxSessionDuration != maxSessionDuration {
            writes.append(.updateMaxSessionDuration(maxSessionDuration))
        }
        let unplanned = state.role.tags.map(\.key).filter { key in !tags.contains { $0.key == key } }
        if !unplanned.isEmpty { writes.append(.untag(unplanned.sorted())) }
        let missing = tags.filter { !state.role.tags.contains($0) }
        if !missing.isEmpty { writes.append(.tag(missing)) }
        return writes
    }

    // MARK: When old and new don't fit side by side

    private func fitsBeside(_ state: RoleState, quotas: RoleQuotas) -> Bool {
        let planned = Dictionary(uniqueKeysWithValues: inlinePolicies.map { ($0.policyName, $1.minified) })
        let held = state.inlinePolicies.merging(planned) { $0.count > $1.count ? $0 : $0 + $1 }
        return attachedPolicies.union(state.attachedPolicies).count <= quotas.attachedPolicies
            && held.values.reduce(0, { $0 + $1.count }) <= quotas.inlineCharacters
    }

    /// Shuts the role by a Deny of everything, rebuilds it behind that, and opens it again. Its sessions can do nothing
    /// meanwhile, but nothing more either.
    private func closeThenRebuild(_ state: RoleState) -> [[RoleWrite]] {
        let held = HeldPolicies(state)
        let gate = InlineName.deny
        let boundaryLeaves = permissionsBoundary == nil && state.role.permissionsBoundary != nil
        return [
            held.allowsOnly.sorted().map { .deleteInline(name: $0) },
            [put(gate, .denyingEverything)],
            settings(from: state)
                + held.others.subtracting([gate.policyName]).sorted().map { .deleteInline(name: $0) }
                + state.attachedPolicies.subtracting(attachedPolicies).sorted(by: Self.byName).map { .detach($0) },
            putPlanned.filter { write in
                if case .putInline(gate.policyName, _) = write { false } else { true }
            }
                + attachedPolicies.subtracting(state.attachedPolicies).sorted(by: Self.byName).map { .attach($0) }
                + (boundaryLeaves ? [.deleteBoundary] : []),
            [inlinePolicies[gate].map { put(gate, $0) } ?? .deleteInline(name: gate.policyName)],
        ]
    }
}

extension PolicyDocument {
    /// Allows nothing, whatever else allows it.
    static let denyingEverything = PolicyDocument(statements: [
        PolicyStatement(effect: .deny, elements: ["Action": "*", "Resource": "*"])
    ])
}

extension RolePlan.InlineName {
    /// Whether a document of this name holds Denies.
    var isDeny: Bool { self == .deny || self == .deny2008 }
}

/// The inline policies that a role holds, by what they can do.
private struct HeldPolicies {
    /// Those that a plan has a name for, read.
    var known: [RolePlan.InlineName: PolicyDocument] = [:]
    /// The names of those that only allow.
    var allowsOnly: Set<PolicyName> = []
    /// The names of the rest: with a Deny in them, or not readable.
    var others: Set<PolicyName> = []

    init(_ state: RoleState) {
        for (name, text) in state.inlinePolicies {
            let document = try? PolicyDocument(parsing: text)
            if let document, document.statements.allSatisfy({ $0.effect == .allow }) {
                allowsOnly.insert(name)
            } else {
                others.insert(name)
            }
            if let known = RolePlan.InlineName(rawValue: name.rawValue) { self.known[known] = document }
        }
    }
}

import AWS
import IAMPolicy
import RoleMirror

/// What a user, group or role has and should have.
struct HeldRights {
    var inline: [InlinePolicy] = []
    var attached: [ARN] = []
    var wantedInline: [PolicyName: WrittenPolicy] = [:]
    var wantedAttached: [ARN] = []
}

/// What the rights of something ask for besides their own steps.
struct RightsDemand {
    /// Whether nothing may be allowed in between.
    var needsShut = false
    /// How many things come that both allow and deny: the first of two would allow what the second denies.
    var mixedGivings = 0
}

extension AccountPlanner {
    /// Plans the inline and attached policies of something.
    ///
    /// - Parameters:
    ///   - holder: whose they are.
    ///   - rights: what it has and should have.
    ///   - kept: what it is denied all the time by other ways.
    ///   - entity: where differences and steps are added.
    /// - Returns: what else is needed.
    func planRights(
        of holder: Holder, _ rights: HeldRights, keeping kept: Set<PolicyMeaning.Statement> = [],
        into entity: inout EntityPlan
    ) -> RightsDemand {
        var demand = planInline(of: holder, rights, into: &entity)
        let wanted = Set(rights.wantedAttached), attached = Set(rights.attached)
        for arn in rights.wantedAttached where !attached.contains(arn) {
            entity.note(.add, "attached policy \(arn.words)")
            let giving = policies.giving(arn)
            demand.mixedGivings += giving.isMixed ? 1 : 0
            entity.step(giving.stage, "attach \(arn.words)", .attach(arn, holder))
        }
        var denied = kept
        for arn in attached.intersection(wanted) { denied.formUnion(policies.formerDenies(arn)) }
        for policy in rights.inline { denied.formUnion(PolicyMeaning(parsing: policy.policyDocument)?.denies ?? []) }
        for arn in attached.subtracting(wanted).sorted() {
            entity.note(.remove, "attached policy \(arn.words)")
            let taking = policies.taking(arn, keeping: denied)
            demand.needsShut = demand.needsShut || taking.needsShut
            entity.step(taking.stage, "detach \(arn.words)", .detach(arn, holder))
        }
        return demand
    }

    private func planInline(of holder: Holder, _ rights: HeldRights, into entity: inout EntityPlan) -> RightsDemand {
        let found = Dictionary(rights.inline.map { ($0.policyName, $0.policyDocument) }) { $1 }
        let limit = observed.quota(holder.inlineQuota.name, holder.inlineQuota.usual)
        var changes: [InlineChange] = []
        // While they are narrow, all of them together must fit.
        var size = 0
        for name in Set(found.keys).union(rights.wantedInline.keys).sorted()
        where name.rawValue != AccountWriter.shutPolicyName {
            let former = FormerPolicy(found[name]), wanted = rights.wantedInline[name]
            let coming = wanted.map { PolicyMeaning($0.document) }
            if let coming, former.meaning == coming {
                size += found[name]?.countedCharacters ?? 0
                continue
            }
            let sign: Difference.Sign = found[name] == nil ? .add : wanted == nil ? .remove : .change
            entity.note(
                sign, "inline policy \(name)", details: Difference.statements(from: former.meaning, to: coming))
            let form = PolicyNarrowing(from: former, to: coming, limit: limit).form
            let change = InlineChange(name: name, former: found[name], wanted: wanted?.text, form: form)
            size += change.narrow?.countedCharacters ?? 0
            changes.append(change)
        }
        // Where they don't fit, none of them is there in between, and the holder is denied everything.
        let needsShut = size > limit
        if needsShut { for index in changes.indices { changes[index].form = .nothing } }
        for change in changes.sorted(by: { $0.growth.narrow < $1.growth.narrow }) {
            change.planNarrowing(of: holder, into: &entity)
        }
        for change in changes.sorted(by: { $0.growth.wide < $1.growth.wide }) {
            change.planWidening(of: holder, into: &entity)
        }
        return RightsDemand(needsShut: needsShut)
    }

    /// Adds what shuts and opens something while other things change, if that is needed or it is still shut.
    func planShut(_ holder: Holder, _ inline: [InlinePolicy], isNeeded: Bool, into entity: inout EntityPlan) {
        let isShut = inline.contains { $0.policyName.rawValue == AccountWriter.shutPolicyName }
        if isShut, !isNeeded { entity.note(.remove, "what denies everything since a change was broken off") }
        guard isShut || isNeeded else { return }
        if isNeeded {
            entity.step(.shut, "deny everything in between", .shut(holder))
        }
        entity.step(.open, "open it again", .open(holder))
    }

    func planTags(_ found: [Tag], _ wanted: [Tag], into entity: inout EntityPlan) -> (add: [Tag], remove: [String]) {
        let wanted = entity.fate == .adopt ? wanted + [adopted] : wanted
        let add = wanted.filter { tag in !found.contains { $0.key == tag.key && $0.hasValue(of: tag) } }
        let remove = found.filter { tag in
            !tag.isReserved && !tag.isOfLatchkey && !wanted.contains { $0.hasKey(of: tag) }
        }
        for tag in add where !tag.hasKey(AccountFile.ownerTag) && !tag.hasKey(AccountFile.adoptedTag) {
            let old = found.first { $0.hasKey(of: tag) }
            entity.note(
                old == nil ? .add : .change, "tag \(tag.key): \(old.map { "\($0.value) → " } ?? "")\(tag.value)")
        }
        for tag in remove { entity.note(.remove, "tag \(tag.key)") }
        return (add, remove.map(\.key))
    }

    func planBoundary(
        of holder: Holder, from old: ARN?, to wanted: PolicyReference?, into entity: inout EntityPlan
    ) {
        let new = wanted.flatMap { file.arn(of: $0) }
        guard let stage = boundaryStage(from: old, to: new) else { return }
        entity.note(
            old == nil ? .add : new == nil ? .remove : .change,
            "permissions boundary \([old, new].compactMap { $0?.words }.joined(separator: " → "))")
        entity.step(stage, new == nil ? "remove the boundary" : "set the boundary", .setBoundary(new, holder))
    }

    /// When one permissions boundary takes the place of another.
    func boundaryStage(from old: ARN?, to new: ARN?) -> Stage? {
        switch (old, new) {
        case (nil, nil): nil
        case (nil, _?): .narrow
        case (_?, nil): .release
        case (let old?, let new?): old == new ? nil : .exchange
        }
    }
}

/// One inline policy that becomes another.
private struct InlineChange {
    var name: PolicyName
    var former: String?
    var wanted: String?
    var form: PolicyNarrowing.Form

    /// What stands there while everything is narrow.
    var narrow: String? {
        switch form {
        case .former: former
        case .coming: wanted
        case .between(let document): document.minified
        case .nothing: nil
        }
    }

    /// How many characters more there are by each of its steps. What shrinks goes first, to make room.
    var growth: (narrow: Int, wide: Int) {
        let sizes = [former, narrow, wanted].map { $0?.countedCharacters ?? 0 }
        return (sizes[1] - sizes[0], sizes[2] - sizes[1])
    }

    func planNarrowing(of holder: Holder, into entity: inout EntityPlan) {
        guard narrow != former else { return }
        if let narrow {
            let verb = narrow == wanted ? "write" : "narrow"
            entity.step(.narrow, "\(verb) the inline policy \(name)", .putInline(name, narrow, holder))
        } else {
            entity.step(.narrow, "delete the inline policy \(name)", .deleteInline(name, holder))
        }
    }

    func planWidening(of holder: Holder, into entity: inout EntityPlan) {
        guard narrow != wanted else { return }
        if let wanted {
            entity.step(.widen, "write the inline policy \(name)", .putInline(name, wanted, holder))
        } else {
            entity.step(.release, "delete the inline policy \(name)", .deleteInline(name, holder))
        }
    }
}

extension ARN {
    /// A managed policy as a person names it: AWS's own by their names, others by path and name.
    var words: String { resource.hasPrefix("policy/") ? String(resource.dropFirst("policy/".count)) : rawValue }
}

import AWS
import IAMPolicy

/// What whoever applies a plan may do, followed through its steps. What depends on a request, or stands in a policy of AWS's own
/// that wasn't read, isn't known and taken for allowed. Of conditions, only the second factor of access keys is known: they have none.
struct CallerRights: Sendable {
    /// The user or the role, with its name as a key.
    private let me: Entity
    private let credentials: PlanCaller.Credentials
    private let observed: ObservedAccount

    /// Nil for the root user, and for somebody whom the account doesn't list: nothing is known of their rights.
    ///
    /// - Parameters:
    ///   - caller: who applies.
    ///   - observed: what the account has.
    init?(_ caller: PlanCaller, in observed: ObservedAccount) {
        let (details, arn) = (observed.details, caller.arn)
        let parts = arn.resource.split(separator: "/").map(String.init)
        let users = details.userDetailList.map { Holder.user($0.user.userName).key }
        let roles = details.roleDetailList.map { Holder.role($0.role.roleName).key }
        switch parts.first {
        case "user":
            guard let name = UserName(arn.resourceName) else { return nil }
            me = Holder.user(name).key
        case "assumed-role":
            guard parts.count > 1, let name = RoleName(parts[1]) else { return nil }
            me = Holder.role(name).key
        default: return nil
        }
        guard (users + roles).contains(me) else { return nil }
        credentials = caller.credentials
        self.observed = observed
    }

    /// What the steps do to the caller; nil if nothing.
    func impact(of steps: [Step]) -> CallerImpact? {
        guard steps.contains(where: { $0.change != nil || $0.entity.key == me }) else { return nil }
        var following = Following(me: me, credentials: credentials, held: HeldPolicies(observed))
        var touching: [Entity] = []
        var losses: [CallerImpact.Loss] = []
        let before = following
        // Actions that are refused all along aren't lost.
        let actions = Set(steps.compactMap(\.action)).filter { !before.refuses($0) }
        var lost: [String: Step] = [:]
        for step in steps {
            if let action = step.action, let cause = lost[action] { Self.note(action, cause, in: &losses) }
            let touches = step.change.map { following.isTouched(by: $0) } ?? false
            if let change = step.change { following.held.apply(change) }
            guard touches || step.entity.key == me else { continue }
            if !touching.contains(step.entity) { touching.append(step.entity) }
            for action in actions {
                let isRefused = following.refuses(action)
                if !isRefused { lost[action] = nil } else if lost[action] == nil { lost[action] = step }
            }
        }
        guard !touching.isEmpty else { return nil }
        return CallerImpact(entity: me, touching: touching, losses: losses, lostAtTheEnd: lost.keys.sorted())
    }

    private static func note(_ action: String, _ cause: Step, in losses: inout [CallerImpact.Loss]) {
        let index = losses.firstIndex { $0.entity == cause.entity && $0.words == cause.words }
        if let index {
            losses[index].steps += 1
            if !losses[index].actions.contains(action) { losses[index].actions.append(action) }
        } else {
            losses.append(CallerImpact.Loss(entity: cause.entity, words: cause.words, actions: [action], steps: 1))
        }
    }
}

/// The caller's policies at one moment.
private struct Following {
    let me: Entity
    let credentials: PlanCaller.Credentials
    var held: HeldPolicies

    /// Whether a change is one of the caller's rights.
    func isTouched(by change: RightsChange) -> Bool {
        switch change {
        case .putInline(_, _, let holder), .deleteInline(_, let holder), .attach(_, let holder),
            .detach(_, let holder), .setBoundary(_, let holder), .shut(let holder), .open(let holder):
            holders.contains(holder.key)
        case .setDocument(_, let policy):
            held[me].boundary == policy || holders.contains { held[$0].attached.contains(policy) }
        case .join(_, let user), .leave(_, let user): Holder.user(user).key == me
        case .removeGroup(let group, _): holders.contains(Holder.group(group).key)
        }
    }

    /// Whether an action on everything is surely refused.
    func refuses(_ action: String) -> Bool {
        let inline = holders.flatMap { held[$0].inline.values }
        let attached = holders.flatMap { held[$0].attached }
        let policies = inline.map { PolicyMeaning(parsing: $0) } + attached.map(held.meaning)
        if policies.contains(where: { $0?.surelyDenies(action, by: credentials) ?? false })
            || !policies.contains(where: { $0?.mayAllow(action, by: credentials) ?? true })
        {
            return true
        }
        guard let boundary = held[me].boundary, let bound = held.meaning(of: boundary) else { return false }
        return bound.surelyDenies(action, by: credentials) || !bound.mayAllow(action, by: credentials)
    }

    private var holders: [Entity] { [me] + held[me].groups }
}

extension PolicyMeaning {
    /// Whether there is a request with the action that it allows, as far as is known.
    fileprivate func mayAllow(_ action: String, by credentials: PlanCaller.Credentials) -> Bool {
        allows.contains { $0.written.isAbout(action) && $0.written.application(by: credentials) != .never }
    }

    /// Whether it denies the action on everything, without a condition that may not hold.
    fileprivate func surelyDenies(_ action: String, by credentials: PlanCaller.Credentials) -> Bool {
        denies.contains { statement in
            statement.written.isAbout(action)
                && statement.written.application(by: credentials) == .certain
                && statement.written.elements["Resource"]?.texts.contains("*") ?? false
        }
    }
}

extension PolicyStatement {
    fileprivate func application(by credentials: PlanCaller.Credentials) -> Application {
        switch credentials {
        case .accessKey: applicationWithoutSecondFactor
        case .session: elements["Condition"] == nil ? .certain : .unknown
        }
    }
}

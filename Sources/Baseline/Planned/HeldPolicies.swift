import AWS
import IAMPolicy

/// Which policies everybody in an account has, at one moment of a plan.
struct HeldPolicies: Sendable {
    struct Held: Sendable {
        var inline: [PolicyName: String] = [:]
        var attached: Set<ARN> = []
        var boundary: ARN?
        /// Of a user.
        var groups: Set<Entity> = []

        init() {}

        init(_ inline: [InlinePolicy], _ attached: [AttachedPolicy], _ boundary: ARN? = nil) {
            self.inline = Dictionary(inline.map { ($0.policyName, $0.policyDocument) }) { $1 }
            self.attached = Set(attached.map(\.policyARN))
            self.boundary = boundary
        }
    }

    /// By holders with their names as keys.
    private var held: [Entity: Held] = [:]
    /// The documents of managed policies that apply, as far as they were read.
    private var documents: [ARN: String] = [:]

    init(_ observed: ObservedAccount) {
        let details = observed.details
        for user in details.userDetailList {
            var own = Held(user.userPolicyList, user.attachedManagedPolicies, user.user.permissionsBoundary)
            own.groups = Set(user.groupList.map { Holder.group($0).key })
            held[Holder.user(user.user.userName).key] = own
        }
        for group in details.groupDetailList {
            held[Holder.group(group.group.groupName).key] = Held(group.groupPolicyList, group.attachedManagedPolicies)
        }
        for role in details.roleDetailList {
            held[Holder.role(role.role.roleName).key] = Held(
                role.rolePolicyList, role.attachedManagedPolicies, role.role.permissionsBoundary)
        }
        for policy in details.policies { documents[policy.policy.arn] = policy.defaultVersion?.document }
        documents.merge(observed.policiesOfAWS) { $1 }
    }

    /// What a holder has, by its key.
    subscript(_ key: Entity) -> Held { held[key] ?? Held() }

    /// What a managed policy says; nil if that isn't known, as of most of AWS's own.
    func meaning(of policy: ARN) -> PolicyMeaning? {
        if Denial.isDenial(policy) { return PolicyMeaning(.denyingEverything) }
        return documents[policy].flatMap(PolicyMeaning.init(parsing:))
    }

    mutating func apply(_ change: RightsChange) {
        switch change {
        case .putInline(let name, let document, let holder): held[holder.key, default: Held()].inline[name] = document
        case .deleteInline(let name, let holder): held[holder.key]?.inline[name] = nil
        case .attach(let policy, let holder): held[holder.key, default: Held()].attached.insert(policy)
        case .detach(let policy, let holder): held[holder.key]?.attached.remove(policy)
        case .setDocument(let document, let policy): documents[policy] = document
        case .setBoundary(let boundary, let holder): held[holder.key, default: Held()].boundary = boundary
        case .join(let group, let user):
            held[Holder.user(user).key, default: Held()].groups.insert(Holder.group(group).key)
        case .leave(let group, let user): held[Holder.user(user).key]?.groups.remove(Holder.group(group).key)
        case .removeGroup(let group, let members):
            for member in members { apply(.leave(group, member)) }
            held[Holder.group(group).key] = nil
        case .shut(let holder):
            guard let name = PolicyName(AccountWriter.shutPolicyName) else { return }
            held[holder.key, default: Held()].inline[name] = PolicyDocument.denyingEverything.minified
        case .open(let holder):
            guard let name = PolicyName(AccountWriter.shutPolicyName) else { return }
            held[holder.key]?.inline[name] = nil
        }
    }
}

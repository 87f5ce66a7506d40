import AWS
import IAMPolicy

/// A change behind a Deny of everything: the role's sessions can do nothing until it is over, and nothing more than before
/// or after either.
struct ShutChange {
    private static let gate = InlinePolicyName.deny

    private let difference: RoleDifference

    init(_ difference: RoleDifference) { self.difference = difference }

    var changeSet: ChangeSet {
        let behindGate = difference.tags.early + difference.resets + emptying + difference.settingBoundary
        let stages =
            difference.isNew
            ? [difference.foundation, shutting + behindGate, adding]
            : [makingRoom, difference.foundation + shutting, behindGate, adding + difference.tags.late]
        return ChangeSet(stages, closing: [opening], unusedPolicies: difference.unusedPolicies)
    }

    private var shutting: [RoleChange] {
        difference.held.known[Self.gate] == .denyingEverything ? [] : [.putInline(Self.gate, .denyingEverything)]
    }

    /// Puts the planned Denies, or nothing, in the place of the Deny of everything.
    private var opening: [RoleChange] {
        guard let planned = difference.plan.inlinePolicies[Self.gate] else {
            return [.deleteInline(name: Self.gate.policyName)]
        }
        return planned == .denyingEverything ? [] : [.putInline(Self.gate, planned)]
    }

    /// Removes what only allows, where the Deny would not fit beside it.
    private var makingRoom: [RoleChange] {
        let (sizes, gate) = (difference.held.sizes, Self.gate.policyName)
        let size = sizes.values.reduce(0, +) - (sizes[gate] ?? 0) + PolicyDocument.denyingEverything.size
        guard size > difference.quotas.inlineCharacters else { return [] }
        return difference.held.allowsOnly.sorted().map { .deleteInline(name: $0) }
    }

    private var emptying: [RoleChange] {
        let held = difference.held
        let gone: Set<PolicyName> = makingRoom.isEmpty ? [] : held.allowsOnly
        let kept: [InlinePolicyName] =
            difference.plan.inlinePolicies[.revocation] == nil ? [Self.gate] : [Self.gate, .revocation]
        return held.inlineNames.subtracting(gone).subtracting(kept.map(\.policyName)).sorted().map {
            .deleteInline(name: $0)
        } + difference.detachments + difference.deletingBoundary
    }

    private var adding: [RoleChange] {
        difference.plan.inlinePolicies.sorted { $0.key < $1.key }.filter { name, document in
            name != Self.gate && (name != .revocation || difference.held.known[name] != document)
        }.map(RoleChange.putInline) + difference.attachments
    }
}

import AWS

/// The difference between what a role is and what it shall be: writes in an order in which each is safe.
///
/// Whichever write is the last to succeed, the role has no right that neither it had before nor the user has. First every
/// Deny of the old role and of the plan is put in force, wherever it stands, together with the boundary. Then what is
/// planned is added, then what is no longer planned is removed, and last the Denies that are no longer planned. A role
/// without the room to hold old and new side by side is emptied before it is filled.
///
/// ``GuardedChange`` does this while the role's sessions go on working. Where the Denies can't stand in for what changes,
/// ``ShutChange`` has the role deny everything meanwhile.
package struct ChangeSet: Sendable, Equatable {
    /// The stages before a session may be opened, one after the other; the writes of one stage may run at once.
    package var stages: [[RoleChange]]
    /// Stages like ``stages``, once the role has all that it is to have: they take away Denies and a boundary that aren't
    /// planned. Sessions may be opened meanwhile.
    package var closingStages: [[RoleChange]]
    /// Deletes managed policies of Latchkey's own that nothing uses once the other writes are done.
    package var unusedPolicies: [RoleChange]

    init(_ stages: [[RoleChange]], closing: [[RoleChange]], unusedPolicies: [RoleChange] = []) {
        self.stages = stages.filter { !$0.isEmpty }
        closingStages = closing.filter { !$0.isEmpty }
        self.unusedPolicies = unusedPolicies
    }

    /// All writes, in order; none when the role is as planned.
    package var all: [RoleChange] { (stages + closingStages).flatMap { $0 } + unusedPolicies }
}

extension ChangeSet {
    /// Finds the writes that make a role equal to a plan.
    ///
    /// - Parameters:
    ///   - snapshot: the role as it is; nil when there is none.
    ///   - plan: the role as it shall be, at the same path.
    ///   - quotas: the account's.
    package init(from snapshot: RoleSnapshot?, to plan: RolePlan, quotas: RoleQuotas) {
        let difference = RoleDifference(from: ParsedRole(snapshot, path: plan.path), to: plan, quotas: quotas)
        self = GuardedChange(difference)?.changeSet ?? ShutChange(difference).changeSet
        if let mark = difference.tags.mark { addToClosing(mark) }
    }

    /// Adds a write for which no session has to wait.
    private mutating func addToClosing(_ change: RoleChange) {
        if closingStages.isEmpty { closingStages = [[]] }
        closingStages[0].append(change)
    }
}

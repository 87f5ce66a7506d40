/// When a step is done. Everything is narrowed before anything is widened, so that nobody has more than before or than the file
/// says, whenever the work is broken off.
package enum Stage: Int, Sendable, CaseIterable, Comparable {
    /// What is taken over gets its tag or path.
    case adopt
    /// What is new is made empty. Policies that nothing has yet come without what they allow, if they also deny.
    case createPolicies
    case createGroups
    case createUsers
    case createProviders
    case createRoles
    case createTables
    /// Who would have too much in between, whatever the order, has nothing until the end.
    case shut
    /// Documents get their narrow form, boundaries come, sessions become shorter.
    case narrow
    /// What only denies is attached.
    case deny
    /// Attachments and memberships go.
    case take
    /// What nobody can order: paths, tags, one boundary for another.
    case exchange
    /// People join groups that are new, and still allow nothing.
    case join
    /// What both allows and denies comes.
    case mix
    /// Documents get their final form.
    case widen
    /// What only allows comes.
    case grant
    /// What only denied goes, and boundaries that go.
    case release
    case open
    /// What the file no longer has is deleted.
    case remove
    /// What is attached to nothing any more.
    case removePolicies

    package static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

    /// Whether what is done in this stage must be done in its order.
    var isOrdered: Bool { self == .createRoles || self == .remove }
}

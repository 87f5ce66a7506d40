package import FoundationEssentials

/// The right to change one user's role, for a while: nodes that meet over a role settle by it who goes first.
package struct Lease: Sendable, Equatable {
    /// A name no other lease has.
    package var owner: String
    /// When it lapses if its owner is gone.
    package var until: Date

    package init(owner: String, until: Date) {
        self.owner = owner
        self.until = until
    }
}

/// What came of asking for a lease.
package enum Acquisition: Sendable, Equatable {
    /// It is ours; with the record as it was before, if there was one.
    case acquired(before: RoleRecord?)
    /// Another holds it, or the record doesn't meet what was asked of it.
    case held
}

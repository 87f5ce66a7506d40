package import FoundationEssentials

/// The right to change one user's role for a while. It decides which of several nodes changes the role first.
package struct Lease: Sendable, Equatable {
    /// A name that no other lease has.
    package var owner: String
    /// When the lease ends unless its owner renews it.
    package var until: Date

    package init(owner: String, until: Date) {
        self.owner = owner
        self.until = until
    }
}

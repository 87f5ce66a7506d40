/// The result of asking for a lease.
package enum Acquisition: Sendable, Equatable {
    /// The caller has the lease. `before` is the record as it was until then; nil if there was none.
    case acquired(before: RoleRecord?)
    /// Somebody else has the lease, or the record isn't as the caller asked for.
    case held
}

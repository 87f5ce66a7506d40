/// Whether a request may be sent again when its first attempt may have been carried out.
package enum Idempotency: Sendable, Hashable {
    /// It may: the second attempt has the same effect as the first, or fails by an error that the caller understands. Reads are
    /// so, writes that only set a value, and those that make something under a name that only one thing can have.
    case idempotent
    /// It may: it deletes something. If the second attempt doesn't find it, the first has deleted it.
    case deletion
    /// It may not: the second attempt would make another thing, or fail because of the first. The caller looks up what
    /// happened.
    case once
}

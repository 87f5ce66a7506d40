/// What it means to send a request again when nobody knows whether the first one was carried out.
package enum Idempotency: Sendable, Hashable {
    /// The second does no more than the first: reads, and writes that only set something.
    case idempotent
    /// A removal: as `idempotent`, and if the second finds nothing, the first has done it.
    case deletion
    /// The second would make one more, or fail because of the first: it isn't sent, the caller looks the outcome up.
    case once
}

/// Decides when a try of a call may be sent, so that AWS isn't asked for more than it allows.
///
/// Every try takes a turn, those that follow a failure too.
package protocol Pacing: Sendable {
    /// Waits until a try of `operation` may be sent; returns early when the task is cancelled.
    func turn(for operation: Operation) async -> PacingTurn
    /// Hears that AWS turned the try of `turn` away because there are too many.
    func throttled(_ turn: PacingTurn)
}

/// A try's place in the pace.
package struct PacingTurn: Sendable, Hashable {
    /// How often the pace had been slowed down when this turn was given.
    package var slowdowns: Int

    package init(slowdowns: Int) { self.slowdowns = slowdowns }
}

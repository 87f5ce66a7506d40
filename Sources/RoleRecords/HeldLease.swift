import Concurrency
import Synchronization

/// A lease as its holder sees it.
///
/// The holder takes it to end by a clock that nobody can set, counted from before the lease was asked for. That is never
/// later than it ends for other nodes whose wall clocks are right. If a node's clock is wrong and it takes the lease too
/// early, the holder learns of it at the next renewal.
package final class HeldLease: Sendable {
    private enum State {
        case held(until: Instant)
        case lost
        case givenBack
    }

    package let lease: Lease
    private let instant: @Sendable () -> Instant
    private let state: Mutex<State>

    init(
        _ lease: Lease, until end: Instant,
        by instant: @escaping @Sendable () -> Instant
    ) {
        self.lease = lease
        self.instant = instant
        state = Mutex(.held(until: end))
    }

    /// Whether the holder may still write what the lease is for.
    package var isHeld: Bool {
        state.withLock { state in
            guard case .held(let end) = state else { return false }
            return instant() < end
        }
    }

    /// Whether somebody else may have had the lease before it was given back.
    package var isLost: Bool {
        state.withLock { state in
            switch state {
            case .held(let end): instant() >= end
            case .lost: true
            case .givenBack: false
            }
        }
    }

    /// Notes that the lease was renewed.
    func extend(until end: Instant) { replace(.held(until: end)) }

    /// Notes that somebody else has the lease, or had it.
    func lose() { replace(.lost) }

    /// Notes that the holder is giving the lease back. After this, a lease that is missing from the table isn't lost.
    package func giveBack() { replace(.givenBack) }

    /// Notes that the table no longer had the lease when it was to be given back.
    package func giveBackFailed() { state.withLock { $0 = .lost } }

    private func replace(_ new: State) {
        state.withLock { state in
            if case .held = state { state = new }
        }
    }
}

import Synchronization

/// A lease as its holder knows of it.
///
/// It ends by a clock that nobody sets, counted from before it was asked for: not later than for anybody else whose wall
/// clock is right. Where somebody's isn't, the next renewal tells.
package final class HeldLease: Sendable {
    private enum State {
        case held(until: ContinuousClock.Instant)
        case lost
        case givenBack
    }

    package let lease: Lease
    private let instant: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    init(
        _ lease: Lease, until end: ContinuousClock.Instant,
        by instant: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.lease = lease
        self.instant = instant
        state = Mutex(.held(until: end))
    }

    /// Whether what the lease is for may still be written.
    package var isHeld: Bool {
        state.withLock { state in
            guard case .held(let end) = state else { return false }
            return instant() < end
        }
    }

    /// Whether somebody else may have had it before it was given back.
    package var isLost: Bool {
        state.withLock { state in
            switch state {
            case .held(let end): instant() >= end
            case .lost: true
            case .givenBack: false
            }
        }
    }

    func extend(until end: ContinuousClock.Instant) { replace(.held(until: end)) }

    /// Somebody else has it, or had it.
    func lose() { replace(.lost) }

    /// It is being given back: that it is no longer there is no loss from now on.
    package func giveBack() { replace(.givenBack) }

    /// It was no longer there to be given back.
    package func giveBackFailed() { state.withLock { $0 = .lost } }

    private func replace(_ new: State) {
        state.withLock { state in
            if case .held = state { state = new }
        }
    }
}

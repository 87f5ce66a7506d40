import Concurrency
import FoundationEssentials
import Synchronization

/// The clocks of a test. They stand still until the test moves them on, or somebody who waits does.
final class ManualClock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_700_000_000)

    private struct State {
        var date: Date
        var passed: TimeInterval = 0
        var waits: [Duration] = []
    }

    private let began = Instant.now
    private let state: Mutex<State>

    init(_ start: Date = ManualClock.start) { state = Mutex(State(date: start)) }

    /// The wall clock.
    var now: Date { state.withLock { $0.date } }
    /// The clock that nobody can set.
    var instant: Instant { began + .seconds(passed) }
    /// How far the clock that nobody can set has moved, in seconds.
    var passed: TimeInterval { state.withLock { $0.passed } }
    /// All waits so far, in the order in which they began.
    var waits: [Duration] { state.withLock { $0.waits } }

    /// Moves both clocks on.
    func advance(_ seconds: TimeInterval) {
        state.withLock { state in
            state.date += seconds
            state.passed += seconds
        }
    }

    /// Sets the wall clock ahead, as somebody may set a machine's.
    func setAhead(_ seconds: TimeInterval) { state.withLock { $0.date += seconds } }

    /// These clocks, for waits that are over at once and move nothing.
    var standing: Timekeeper {
        timekeeper { [self] wait in
            state.withLock { $0.waits.append(wait) }
            // Others may go on meanwhile, as during any wait.
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    /// These clocks, moved on to its end by each wait.
    var movedByWaits: Timekeeper {
        timekeeper { [self] wait in
            state.withLock { $0.waits.append(wait) }
            advance(wait / .seconds(1))
        }
    }

    /// These clocks, for waits that take their time.
    var waiting: Timekeeper { timekeeper(Timekeeper.system.sleep) }

    private func timekeeper(_ sleep: @escaping @Sendable (Duration) async -> Void) -> Timekeeper {
        Timekeeper(now: { [self] in now }, instant: { [self] in instant }, sleep: sleep)
    }
}

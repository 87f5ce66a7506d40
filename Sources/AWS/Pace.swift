import Synchronization

/// How fast IAM is written to: evenly spread writes, slower when AWS throttles, then little by little faster again.
///
/// The bound is shared by all who write; every try takes a turn, those that follow a failure too. A throttled try halves
/// the rate, once for all tries that were under way by then; from there the rate grows by a twentieth of the bound a
/// second. Reads don't wait, as AWS allows far more of them, but a throttled one slows the writes that they belong to.
package final class Pace: Sendable {
    /// A try's place in the pace.
    package struct Turn: Sendable, Hashable {
        /// How often the pace had been slowed down when this turn was given.
        var slowdowns: Int
    }

    /// The clock and the wait, so that a test can hold both.
    package struct Clock: Sendable {
        package var now: @Sendable () -> ContinuousClock.Instant
        /// Waits; returns early when the task is cancelled.
        package var sleep: @Sendable (ContinuousClock.Instant) async -> Void

        package init(
            now: @escaping @Sendable () -> ContinuousClock.Instant,
            sleep: @escaping @Sendable (ContinuousClock.Instant) async -> Void
        ) {
            self.now = now
            self.sleep = sleep
        }

        package static let system = Clock(
            now: { ContinuousClock.now },
            sleep: { try? await Task.sleep(until: $0, tolerance: .zero, clock: .continuous) })
    }

    private struct State {
        /// The rate at `since`, in writes per second.
        var rate: Double
        var since: ContinuousClock.Instant
        /// When the next write may be sent.
        var next: ContinuousClock.Instant
        var slowdowns = 0
        var throttledTries = 0
    }

    /// How many seconds it takes from a standstill to the bound.
    private static let secondsToBound: Double = 20
    /// As slow as it gets, in writes per second.
    private static let slowest: Double = 0.5

    private let bound: Double
    private let leeway: Duration
    private let clock: Clock
    private let state: Mutex<State>

    /// - Parameters:
    ///   - bound: the most writes per second; above 0.
    ///   - leeway: how much time that nobody used may be made up for at once. By itself it makes up for timers, which are
    ///     late by some milliseconds; longer, for pauses between people's requests.
    ///   - clock: the machine's own, but for tests.
    package init(bound: Double, leeway: Duration = .milliseconds(100), clock: Clock = .system) {
        self.bound = bound
        self.leeway = leeway
        self.clock = clock
        let now = clock.now()
        state = Mutex(State(rate: bound, since: now, next: now))
    }

    /// The most writes per second there may be now.
    package var rate: Double { state.withLock { rate($0, at: clock.now()) } }

    /// How often AWS turned a try away because there were too many.
    package var throttledTries: Int { state.withLock { $0.throttledTries } }

    /// Waits until a try of `operation` may be sent; returns early when the task is cancelled.
    ///
    /// - Returns: nil, at once, when that would not be before `deadline`.
    func turn(for operation: Operation, by deadline: ContinuousClock.Instant?) async -> Turn? {
        guard operation.service == .iam, !operation.isRead else {
            return Turn(slowdowns: state.withLock { $0.slowdowns })
        }
        while let (turn, time) = reserve(by: deadline) {
            if clock.now() < time { await clock.sleep(time) }
            // Who waited while the pace was slowed down waits again, by the new rate.
            if Task.isCancelled || turn.slowdowns == state.withLock({ $0.slowdowns }) { return turn }
        }
        return nil
    }

    /// Hears that AWS turned the try of `turn` away because there are too many.
    func throttled(_ turn: Turn) {
        state.withLock { state in
            state.throttledTries += 1
            // A try from before the last slowdown tells nothing of the rate there is now.
            guard turn.slowdowns == state.slowdowns else { return }
            let now = clock.now()
            state.rate = max(rate(state, at: now) / 2, min(Self.slowest, bound))
            state.since = now
            state.next = now + .seconds(1 / state.rate)
            state.slowdowns += 1
        }
    }

    /// Returns when those who wait for a turn have less than a second to wait: before then there is no sense in beginning
    /// more work, which would only hold what others may want.
    package func hasRoom() async {
        while !Task.isCancelled {
            let (now, next) = (clock.now(), state.withLock { $0.next })
            let room = next - .seconds(1)
            guard now < room else { return }
            await clock.sleep(room)
        }
    }

    private func reserve(by deadline: ContinuousClock.Instant?) -> (Turn, ContinuousClock.Instant)? {
        state.withLock { state in
            let now = clock.now()
            let time = max(state.next, now - leeway)
            if let deadline, time >= deadline { return nil }
            state.next = time + .seconds(1 / rate(state, at: now))
            return (Turn(slowdowns: state.slowdowns), time)
        }
    }

    private func rate(_ state: State, at now: ContinuousClock.Instant) -> Double {
        min(bound, state.rate + (now - state.since) / .seconds(1) * bound / Self.secondsToBound)
    }
}

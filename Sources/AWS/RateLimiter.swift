package import Concurrency
import Synchronization

/// Limits how fast IAM is written to, or sessions are opened. Calls are spread evenly; when AWS throttles, they become slower,
/// and then gradually faster again.
///
/// One limiter is shared by all clients of a process. Every attempt of a call that it paces waits for a permit, also one that
/// repeats a failed attempt. A throttled attempt halves the rate, once for all attempts that were under way then; after that, the
/// rate grows by a twentieth of its maximum each second. Reads of IAM don't wait, because AWS allows far more of them, but a
/// throttled read slows the writes down too.
package final class RateLimiter: Sendable {
    /// The calls that wait.
    package enum Pacing: Sendable {
        /// Those that change something in IAM.
        case writes
        /// `sts:AssumeRole`, which shares 600 calls a second with STS's other operations, for an account in a Region.
        case sessions

        func includes(_ operation: Operation) -> Bool {
            switch self {
            case .writes: operation.service == .iam && !operation.isRead
            case .sessions: operation.service == .sts && operation.name == "AssumeRole"
            }
        }
    }

    /// Allows one attempt.
    package struct Permit: Sendable, Hashable {
        /// How often the rate had been lowered when the permit was given.
        var slowdowns: Int
    }

    private struct State {
        /// The rate at `since`, in writes per second.
        var rate: Double
        var since: Instant
        /// When the next write may be sent.
        var next: Instant
        var slowdowns = 0
        var throttledAttempts = 0
    }

    /// How many seconds the rate takes from 0 to its maximum.
    private static let secondsToMaximum: Double = 20
    /// The lowest rate, in writes per second.
    private static let minimumRate: Double = 0.5

    private let maximumRate: Double
    private let burst: Duration
    private let pacing: Pacing
    private let timekeeper: Timekeeper
    private let state: Mutex<State>

    /// - Parameters:
    ///   - maximumRate: the most of the paced calls per second; above 0.
    ///   - burst: for how much unused time the writes may be made up for at once. The default makes up for timers that
    ///     fire some milliseconds late; a longer one makes up for pauses between people's requests.
    ///   - pacing: the calls that wait.
    ///   - timekeeper: the clock and the wait.
    package init(
        maximumRate: Double, burst: Duration = .milliseconds(100), pacing: Pacing = .writes,
        timekeeper: Timekeeper = .system
    ) {
        self.maximumRate = maximumRate
        self.burst = burst
        self.pacing = pacing
        self.timekeeper = timekeeper
        let now = timekeeper.instant()
        state = Mutex(State(rate: maximumRate, since: now, next: now))
    }

    /// How many writes per second are allowed now.
    package var rate: Double { state.withLock { rate($0, at: timekeeper.instant()) } }

    /// How many attempts AWS has throttled.
    package var throttledAttempts: Int { state.withLock { $0.throttledAttempts } }

    /// A permit for an attempt of an operation that isn't paced; nil if it has to wait its turn.
    func acquireAtOnce(for operation: Operation) -> Permit? {
        pacing.includes(operation) ? nil : Permit(slowdowns: state.withLock { $0.slowdowns })
    }

    /// Waits until an attempt of `operation` may be sent. Returns early when the task is cancelled.
    ///
    /// - Returns: the permit; nil, without waiting, when the attempt couldn't be sent before `deadline`.
    func acquire(for operation: Operation, by deadline: Instant?) async -> Permit? {
        if let permit = acquireAtOnce(for: operation) { return permit }
        while let (permit, time) = reserve(by: deadline) {
            let wait = time - timekeeper.instant()
            if wait > .zero { await timekeeper.sleep(wait) }
            // If the rate was lowered during the wait, wait again at the new rate.
            if Task.isCancelled || permit.slowdowns == state.withLock({ $0.slowdowns }) { return permit }
        }
        return nil
    }

    /// Lowers the rate, because AWS has throttled the attempt that had this permit.
    func reportThrottling(of permit: Permit) {
        state.withLock { state in
            state.throttledAttempts += 1
            // An attempt that began before the last slowdown says nothing about the rate since then.
            guard permit.slowdowns == state.slowdowns else { return }
            let now = timekeeper.instant()
            state.rate = max(rate(state, at: now) / 2, min(Self.minimumRate, maximumRate))
            state.since = now
            state.next = now + .seconds(1 / state.rate)
            state.slowdowns += 1
        }
    }

    /// Waits until a new write would wait for less than a second. Work that begins earlier would only hold resources that
    /// others may need.
    package func waitForCapacity() async {
        while !Task.isCancelled {
            let wait = state.withLock { $0.next } - .seconds(1) - timekeeper.instant()
            guard wait > .zero else { return }
            await timekeeper.sleep(wait)
        }
    }

    private func reserve(by deadline: Instant?) -> (Permit, Instant)? {
        state.withLock { state in
            let now = timekeeper.instant()
            let time = max(state.next, now - burst)
            if let deadline, time >= deadline { return nil }
            state.next = time + .seconds(1 / rate(state, at: now))
            return (Permit(slowdowns: state.slowdowns), time)
        }
    }

    private func rate(_ state: State, at now: Instant) -> Double {
        min(maximumRate, state.rate + (now - state.since) / .seconds(1) * maximumRate / Self.secondsToMaximum)
    }
}

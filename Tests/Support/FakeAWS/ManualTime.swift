import AWS
import Synchronization

/// A clock that stands still until somebody sleeps: a sleeper moves it on to the end of the sleep and goes on at once.
final class ManualTime: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex<Duration>(.zero)

    init() {}

    /// How far the clock has moved, in seconds.
    var seconds: Double { passed.withLock { $0 / .seconds(1) } }

    /// Moves the clock on.
    func advance(_ duration: Duration) { passed.withLock { $0 += duration } }

    var clock: RateLimiter.Clock {
        RateLimiter.Clock(
            now: { [self] in start + passed.withLock { $0 } },
            sleep: { [self] until in passed.withLock { $0 = max($0, until - start) } })
    }
}

import AWS
import Synchronization

/// A clock that sleepers push on themselves.
final class ManualTime: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex<Duration>(.zero)

    var seconds: Double { passed.withLock { $0 / .seconds(1) } }

    func advance(_ duration: Duration) { passed.withLock { $0 += duration } }

    var clock: Pace.Clock {
        Pace.Clock(
            now: { [self] in start + passed.withLock { $0 } },
            sleep: { [self] until in passed.withLock { $0 = max($0, until - start) } })
    }
}

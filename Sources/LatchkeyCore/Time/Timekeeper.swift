package import FoundationEssentials

/// The clocks and the wait of those decisions that need them, so that a test can hold all three.
package struct Timekeeper: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Date
    /// A clock that nobody sets, and that goes on while the process stands still.
    package var instant: @Sendable () -> ContinuousClock.Instant
    /// Waits; returns early when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void

    package init(
        now: @escaping @Sendable () -> Date, instant: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.now = now
        self.instant = instant
        self.sleep = sleep
    }

    /// The machine's own clocks.
    package static let system = Timekeeper(
        now: { Date() },
        sleep: { try? await Task.sleep(for: $0) })
}

package import FoundationEssentials

/// The clock and the wait of those decisions that need them, so that a test can hold both.
package struct Timekeeper: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Date
    /// Waits; returns early when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void

    package init(now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's own clock.
    package static let system = Timekeeper(
        now: { Date() },
        sleep: { try? await Task.sleep(for: $0) })
}

package import FoundationEssentials

/// The clocks that decisions read and the wait that they use. Tests pass their own, so that no test has to wait.
package struct Timekeeper: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Date
    /// A clock that nobody can set, and that goes on while the process or the machine is stopped.
    package var instant: @Sendable () -> Instant
    /// Waits; returns early when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void

    /// Clocks of which those are the machine's that aren't given.
    package init(
        now: @escaping @Sendable () -> Date = { Date() },
        instant: @escaping @Sendable () -> Instant = { .now },
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0, tolerance: .zero) }
    ) {
        self.now = now
        self.instant = instant
        self.sleep = sleep
    }

    /// The clocks of the machine.
    package static let system = Timekeeper()
}

import Concurrency
import Glibc
import Program

/// A line on the operator's terminal that is written over and over; nothing where standard error isn't a terminal.
struct ProgressLine {
    /// How often the line is written at most.
    private static let interval: Duration = .milliseconds(100)

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var shown: Instant?

    mutating func show(_ counts: CleanupCounts, after duration: Duration) {
        guard isTerminal else { return }
        let now = Instant.now
        if let shown, now - shown < Self.interval { return }
        shown = now
        let removed =
            counts.removed + counts.wouldBeRemoved + counts.removedPolicies
            + counts.policiesThatWouldBeRemoved
        let updated = counts.updated + counts.wouldBeUpdated
        let rate = Int((Double(removed) / (duration / .seconds(1))).rounded())
        StandardError.write(
            "\r\(removed) removed, \(updated) updated, \(counts.stayed) stayed, \(counts.failed) failed; "
                + "\(rate) a second ",
            terminator: "")
    }

    /// Erases the line, so that something else can be written in its place.
    func clear() {
        guard isTerminal else { return }
        StandardError.write("\r\u{1b}[K", terminator: "")
    }
}

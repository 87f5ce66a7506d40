import AWS
import Concurrency
import RoleCleanup
import Synchronization

/// Tells what became of every role and policy as soon as it is known: the report on standard output, failures on standard
/// error, and progress on a terminal.
final class CleanupReport: Sendable {
    private struct State {
        var counts = CleanupCounts()
        var progress = ProgressLine()
        var hasFailed = false
    }

    private let format: any ReportFormat
    private let mode: RoleCleanup.Mode
    private let streams: Streams
    private let start = Instant.now
    private let state = Mutex(State())

    /// - Parameters:
    ///   - format: of the report.
    ///   - mode: whether anything is removed.
    ///   - streams: where the report and what goes wrong are written.
    init(format: any ReportFormat, mode: RoleCleanup.Mode, streams: Streams = .standard) {
        self.format = format
        self.mode = mode
        self.streams = streams
        streams.output(format.opening(mode))
    }

    func add(_ role: RemovalCandidate, _ outcome: RemovalOutcome) {
        record { state in
            streams.output(format.entry(for: role, outcome, isFirst: state.counts.roles == 0))
            if let failure = outcome.failure { streams.error("\(role.userName ?? role.roleARN): \(failure)") }
            state.counts.count(role, outcome)
        }
    }

    func add(_ update: RoleUpdate) {
        record { state in
            streams.output(format.entry(for: update, isFirst: state.counts.roles == 0))
            if let failure = update.outcome.failure { streams.error("\(update.userName): \(failure)") }
            state.counts.count(update)
        }
    }

    func add(_ policy: ARN, _ outcome: RemovalOutcome) {
        record { state in
            streams.output(format.entry(for: policy, outcome, isFirst: state.counts.unusedPolicies == 0))
            if let failure = outcome.failure { streams.error("\(policy): \(failure)") }
            state.counts.countPolicy(outcome)
        }
    }

    private func record(_ body: (inout State) -> Void) {
        state.withLock { state in
            state.progress.clear()
            body(&state)
            state.progress.show(state.counts, after: Instant.now - start)
        }
    }

    /// The run can't go on, or can't begin.
    func fail(_ error: AWSError) {
        state.withLock { $0.hasFailed = true }
        streams.error(error.operatorWords)
    }

    /// Something that the operator should know beside what the report says.
    func note(_ line: String) { streams.error(line) }

    /// Ends the report.
    func finish(throttledTries: Int) -> CleanupSummary {
        state.withLock { state in
            state.progress.clear()
            let summary = CleanupSummary(
                mode: mode, counts: state.counts, throttledTries: throttledTries,
                duration: Instant.now - start, hasFailed: state.hasFailed)
            streams.output(format.closing(summary))
            return summary
        }
    }
}

import AWS
import Glibc
import LatchkeyCore
import Portal
import Synchronization

/// Tells what became of every role as it happens: himeko's line for each, or one JSON document; progress on a terminal.
final class CleanupReport: Sendable {
    struct Counts: Sendable {
        /// Roles whose time had passed.
        var expired = 0
        /// Roles without a record.
        var orphaned = 0
        var removed = 0
        var stayed = 0
        var failed = 0
    }

    private struct State {
        var counts = Counts()
        var progressShown: ContinuousClock.Instant?
        var hasFailed = false
    }

    private let output: CleanRoles.Output
    private let mode: RoleCleanup.Mode
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(output: CleanRoles.Output, mode: RoleCleanup.Mode) {
        self.output = output
        self.mode = mode
        if output == .json { print(#"{"dry_run":\#(mode == .dryRun),"roles":["#, terminator: "") }
    }

    func add(_ role: RoleCleanup.Candidate, _ outcome: RoleCleanup.Outcome) {
        state.withLock { state in
            clearProgress()
            let (word, problem) = Self.words(outcome)
            switch output {
            case .text:
                print("==> \(role.userName) (\(role.roleARN)): \(word)\(role.reason == .orphaned ? ", orphaned" : "")")
            case .json:
                let entry: [JSONValue.Member] = [
                    .init("username", .string(role.userName)), .init("role_arn", .string(role.roleARN)),
                    .init("reason", .string(role.reason.rawValue)), .init("outcome", .string(word)),
                ]
                let detail = problem.map { [JSONValue.Member("detail", .string($0))] } ?? []
                let isFirst = state.counts.expired + state.counts.orphaned == 0
                print((isFirst ? "\n" : ",\n") + JSONValue.object(entry + detail).text, terminator: "")
            }
            if let problem { note("\(role.userName): \(problem)") }
            state.counts.add(role.reason, outcome)
            showProgress(&state)
        }
    }

    /// Writes the summary and returns the counts and how long it all took.
    func finish(throttledTries: Int) -> (Counts, Duration) {
        state.withLock { state in
            clearProgress()
            let (counts, duration) = (state.counts, ContinuousClock.now - start)
            let milliseconds = Int(duration / .milliseconds(1))
            switch output {
            case .text where state.hasFailed && counts.expired + counts.orphaned == 0:
                // That it failed has been said, and there is nothing else to say.
                break
            case .text:
                let orphaned = counts.orphaned > 0 ? "\(counts.orphaned) orphaned, " : ""
                let throttled = throttledTries > 0 ? ", throttled \(throttledTries) times" : ""
                print(
                    """
                    \(counts.expired) expired, \(orphaned)\
                    \(counts.removed) \(mode == .dryRun ? "would be removed" : "removed"), \
                    \(counts.stayed) stayed, \(counts.failed) failed in \(milliseconds) ms\(throttled)
                    """)
            case .json:
                print(
                    """
                    ],
                    "expired":\(counts.expired),"orphaned":\(counts.orphaned),"removed":\(counts.removed),\
                    "stayed":\(counts.stayed),"failed":\(counts.failed),"throttled":\(throttledTries),\
                    "ms":\(milliseconds)}
                    """)
            }
            return (counts, duration)
        }
    }

    /// The work can't go on, or can't begin.
    func fail(_ error: CoreError) {
        state.withLock { $0.hasFailed = true }
        note("\(error.problem.title): \(error.awsError.map(\.description) ?? error.problem.detail)")
    }

    /// A line on standard error.
    func note(_ line: String) {
        StandardError.write("clean-roles: \(line)")
    }

    private static func words(_ outcome: RoleCleanup.Outcome) -> (String, problem: String?) {
        switch outcome {
        case .removed: ("removed", nil)
        case .wouldRemove: ("would be removed", nil)
        case .stayed: ("stayed: used again meanwhile", nil)
        case .failed(let error): ("failed", "\(error.problem.title): \(error.awsError?.label ?? error.problem.detail)")
        }
    }

    // MARK: Progress

    private func showProgress(_ state: inout State) {
        guard isTerminal else { return }
        if let shown = state.progressShown, ContinuousClock.now - shown < .milliseconds(100) { return }
        state.progressShown = .now
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let counts = state.counts
        let rate = Int((Double(counts.removed) / seconds).rounded())
        StandardError.write(
            "\r\(counts.removed) removed, \(counts.stayed) stayed, \(counts.failed) failed; \(rate) a second ",
            terminator: "")
    }

    private func clearProgress() {
        guard isTerminal else { return }
        StandardError.write("\r\u{1b}[K", terminator: "")
    }
}

extension CleanupReport.Counts {
    fileprivate mutating func add(_ reason: RoleCleanup.Candidate.Reason, _ outcome: RoleCleanup.Outcome) {
        switch reason {
        case .expired: expired += 1
        case .orphaned: orphaned += 1
        }
        switch outcome {
        case .removed, .wouldRemove: removed += 1
        case .stayed: stayed += 1
        case .failed: failed += 1
        }
    }
}

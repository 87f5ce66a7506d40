import AWS
import Glibc
import LatchkeyCore
import Portal
import Synchronization

/// Tells what became of every record: himeko's line for each, or one JSON document; progress on a terminal.
final class CleanupReport: Sendable {
    struct Counts: Sendable {
        var expired = 0
        var removed = 0
        var stayed = 0
        var failed = 0

        var done: Int { removed + stayed + failed }
    }

    private struct State {
        var counts = Counts()
        var records: [JSONValue] = []
    }

    private let output: CleanRoles.Output
    private let mode: RoleCleanup.Mode
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(output: CleanRoles.Output, mode: RoleCleanup.Mode) {
        self.output = output
        self.mode = mode
    }

    func begin(_ expired: [RoleRecord]) {
        state.withLock { $0.counts.expired = expired.count }
    }

    func add(_ record: RoleRecord, _ outcome: RoleCleanup.Outcome) {
        state.withLock { state in
            let (word, problem) = Self.words(outcome)
            switch outcome {
            case .removed, .wouldRemove: state.counts.removed += 1
            case .stayed: state.counts.stayed += 1
            case .failed: state.counts.failed += 1
            }
            clearProgress()
            switch output {
            case .text:
                print("==> \(record.userName) (\(record.roleARN)): \(word)")
            case .json:
                state.records.append(
                    .object(
                        [
                            .init("username", .string(record.userName)), .init("role_arn", .string(record.roleARN)),
                            .init("outcome", .string(word)),
                        ] + (problem.map { [.init("detail", .string($0))] } ?? [])))
            }
            if let problem { note("\(record.userName): \(problem)") }
            showProgress(state.counts)
        }
    }

    /// Writes the summary and returns the counts.
    func finish() -> Counts {
        state.withLock { state in
            clearProgress()
            let counts = state.counts
            let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
            let isDryRun = mode == .dryRun
            switch output {
            case .text:
                print(
                    """
                    \(counts.expired) expired, \(counts.removed) \(isDryRun ? "would be removed" : "removed"), \
                    \(counts.stayed) stayed, \(counts.failed) failed in \(milliseconds) ms
                    """)
            case .json:
                let document: JSONValue = [
                    "dry_run": .bool(isDryRun), "expired": .integer(counts.expired),
                    "removed": .integer(counts.removed), "stayed": .integer(counts.stayed),
                    "failed": .integer(counts.failed), "ms": .integer(milliseconds),
                    "roles": .array(state.records),
                ]
                print(document.text)
            }
            return counts
        }
    }

    /// Nothing could be done.
    func fail(_ error: CoreError) {
        note("\(error.problem.title): \(error.awsError.map(\.description) ?? error.problem.detail)")
    }

    private static func words(_ outcome: RoleCleanup.Outcome) -> (String, problem: String?) {
        switch outcome {
        case .removed: ("removed", nil)
        case .wouldRemove: ("would be removed", nil)
        case .stayed: ("stayed: used again meanwhile", nil)
        case .failed(let error): ("failed", "\(error.problem.title): \(error.awsError?.label ?? error.problem.detail)")
        }
    }

    // MARK: Standard error

    private func note(_ line: String) {
        StandardError.write("clean-roles: \(line)")
    }

    private func showProgress(_ counts: Counts) {
        guard isTerminal else { return }
        StandardError.write("\r\(counts.done) of \(counts.expired), \(counts.failed) failed ", terminator: "")
    }

    private func clearProgress() {
        guard isTerminal else { return }
        StandardError.write("\r\u{1b}[K", terminator: "")
    }
}

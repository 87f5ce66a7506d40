import AWS
import Concurrency
import Formats
import Glibc
import LatchkeyCore
import Problems
import Program
import Synchronization

/// Tells what became of every role and policy as it happens: himeko's line for each, or one JSON document; progress on a
/// terminal.
final class CleanupReport: Sendable {
    struct Counts: Sendable {
        /// Roles whose time had passed.
        var expired = 0
        /// Roles of users who are gone.
        var usersGone = 0
        /// Roles without a record.
        var orphaned = 0
        /// Roles.
        var removed = 0
        /// Latchkey's own policies that nothing used.
        var unusedPolicies = 0
        var removedPolicies = 0
        /// Roles and policies.
        var stayed = 0
        /// Roles without a record that nothing says are Latchkey's.
        var leftAlone = 0
        var failed = 0

        /// Roles that the run had to do with.
        var roles: Int { expired + usersGone + orphaned }
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
                print("==> \(role.userName ?? "-") (\(role.roleARN)): \(word)\(Self.words(role.reason))")
            case .json:
                let entry: [JSONValue.Member] = [
                    .init("username", role.userName.map { .string($0) } ?? .null),
                    .init("role_arn", .string(role.roleARN)),
                    .init("reason", .string(role.reason.rawValue)), .init("outcome", .string(word)),
                ]
                let detail = problem.map { [JSONValue.Member("detail", .string($0))] } ?? []
                let isFirst = state.counts.roles == 0
                print((isFirst ? "\n" : ",\n") + JSONValue.object(entry + detail).text, terminator: "")
            }
            if let problem { note("\(role.userName ?? role.roleARN): \(problem)") }
            switch role.reason {
            case .expired: state.counts.expired += 1
            case .userGone: state.counts.usersGone += 1
            case .orphaned: state.counts.orphaned += 1
            }
            state.counts.add(outcome, to: \.removed)
            showProgress(&state)
        }
    }

    /// Policies come after all roles.
    func add(_ policy: ARN, _ outcome: RoleCleanup.Outcome) {
        state.withLock { state in
            clearProgress()
            let (word, problem) = Self.words(outcome)
            switch output {
            case .text: print("==> \(policy): \(word), unused")
            case .json:
                let entry: [JSONValue.Member] = [
                    .init("policy_arn", .string(policy.description)), .init("outcome", .string(word)),
                ]
                let detail = problem.map { [JSONValue.Member("detail", .string($0))] } ?? []
                let isFirst = state.counts.unusedPolicies == 0
                print(
                    (isFirst ? Self.policies + "\n" : ",\n") + JSONValue.object(entry + detail).text, terminator: "")
            }
            if let problem { note("\(policy): \(problem)") }
            state.counts.unusedPolicies += 1
            state.counts.add(outcome, to: \.removedPolicies)
            showProgress(&state)
        }
    }

    /// Ends the list of roles and begins that of policies.
    private static let policies = "],\n\"policies\":["

    /// Writes the summary and returns the counts and how long it all took.
    func finish(throttledTries: Int) -> (Counts, Duration) {
        state.withLock { state in
            clearProgress()
            let (counts, duration) = (state.counts, ContinuousClock.now - start)
            let milliseconds = Int(duration / .milliseconds(1))
            switch output {
            case .text where state.hasFailed && counts.roles + counts.unusedPolicies == 0:
                // That it failed has been said, and there is nothing else to say.
                break
            case .text:
                let usersGone = counts.usersGone > 0 ? "\(counts.usersGone) of users gone, " : ""
                let orphaned = counts.orphaned > 0 ? "\(counts.orphaned) orphaned, " : ""
                let removed = mode == .dryRun ? "would be removed" : "removed"
                let policies =
                    counts.unusedPolicies > 0
                    ? "\(counts.unusedPolicies) policies unused, \(counts.removedPolicies) \(removed), " : ""
                let leftAlone = counts.leftAlone > 0 ? "\(counts.leftAlone) left alone, " : ""
                let throttled = throttledTries > 0 ? ", throttled \(throttledTries) times" : ""
                print(
                    """
                    \(counts.expired) expired, \(usersGone)\(orphaned)\(counts.removed) \(removed), \(policies)\
                    \(counts.stayed) stayed, \(leftAlone)\(counts.failed) failed in \(milliseconds) ms\(throttled)
                    """)
            case .json:
                print(
                    """
                    \(counts.unusedPolicies == 0 ? Self.policies : "")],
                    "expired":\(counts.expired),"users_gone":\(counts.usersGone),"orphaned":\(counts.orphaned),\
                    "removed":\(counts.removed),"unused_policies":\(counts.unusedPolicies),\
                    "removed_policies":\(counts.removedPolicies),"stayed":\(counts.stayed),\
                    "left_alone":\(counts.leftAlone),"failed":\(counts.failed),"throttled":\(throttledTries),\
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
        case .leftAlone: ("left alone: nothing says that Latchkey made it", nil)
        case .failed(let error): ("failed", "\(error.problem.title): \(error.awsError?.label ?? error.problem.detail)")
        }
    }

    private static func words(_ reason: RoleCleanup.Candidate.Reason) -> String {
        switch reason {
        case .expired: ""
        case .userGone: ", its user is gone"
        case .orphaned: ", orphaned"
        }
    }

    // MARK: Progress

    private func showProgress(_ state: inout State) {
        guard isTerminal else { return }
        if let shown = state.progressShown, ContinuousClock.now - shown < .milliseconds(100) { return }
        state.progressShown = .now
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let counts = state.counts
        let removed = counts.removed + counts.removedPolicies
        let rate = Int((Double(removed) / seconds).rounded())
        StandardError.write(
            "\r\(removed) removed, \(counts.stayed) stayed, \(counts.failed) failed; \(rate) a second ",
            terminator: "")
    }

    private func clearProgress() {
        guard isTerminal else { return }
        StandardError.write("\r\u{1b}[K", terminator: "")
    }
}

extension CleanupReport.Counts {
    fileprivate mutating func add(_ outcome: RoleCleanup.Outcome, to removed: WritableKeyPath<Self, Int>) {
        switch outcome {
        case .removed, .wouldRemove: self[keyPath: removed] += 1
        case .stayed: stayed += 1
        case .leftAlone: leftAlone += 1
        case .failed: failed += 1
        }
    }
}

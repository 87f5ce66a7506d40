import FoundationEssentials

/// What the last run did, as a file for node_exporter's textfile collector.
///
/// Source: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
struct MetricsFile {
    /// What one run has to tell.
    struct Run {
        var counts: CleanupReport.Counts
        var throttledTries: Int
        var duration: Duration
        var exitStatus: Int32
        var end: Date
    }

    private static let lastSuccess = "latchkey_clean_roles_last_success_timestamp_seconds"

    let path: String

    /// Replaces the file as a whole: a reader sees the former one or this one. The time of the last success is carried over
    /// from the former where this run is none.
    func write(_ run: Run) throws {
        let text = Self.text(of: run, lastSuccess: run.exitStatus == 0 ? run.end : formerSuccess())
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        // The collector runs as another user.
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    }

    static func text(of run: Run, lastSuccess: Date?) -> String {
        func gauge(_ name: String, _ help: String, _ value: String) -> String {
            "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(value)\n"
        }
        func own(_ name: String, _ help: String, _ value: some CustomStringConvertible) -> String {
            gauge("latchkey_clean_roles_\(name)", help, "\(value)")
        }
        let counts = run.counts
        return own("expired", "Roles whose time had passed, found by the last run.", counts.expired)
            + own("users_gone", "Roles whose users are gone, found by the last run.", counts.usersGone)
            + own("orphaned", "Roles without a record, found by the last run.", counts.orphaned)
            + own("removed", "Roles removed by the last run.", counts.removed)
            + own("unused_policies", "Policies of Latchkey's own that nothing used.", counts.unusedPolicies)
            + own("removed_policies", "Unused policies removed by the last run.", counts.removedPolicies)
            + own("stayed", "Roles and policies used again while the last run was at work.", counts.stayed)
            + own("failed", "Roles and policies that the last run could not remove.", counts.failed)
            + own("throttled_tries", "Calls of the last run that AWS turned away as too many.", run.throttledTries)
            + own("duration_seconds", "How long the last run took.", Self.seconds(run.duration / .seconds(1)))
            + own("exit_status", "Exit status of the last run.", run.exitStatus)
            + own("last_run_timestamp_seconds", "When the last run ended.", Self.seconds(of: run.end))
            + (lastSuccess.map {
                gauge(Self.lastSuccess, "When a run last ended with status 0.", Self.seconds(of: $0))
            } ?? "")
    }

    private func formerSuccess() -> Date? {
        guard let former = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else { return nil }
        for line in former.split(separator: "\n") where line.hasPrefix("\(Self.lastSuccess) ") {
            // What isn't a time of this millennium wasn't written here.
            let seconds = Double(line.dropFirst(Self.lastSuccess.count + 1)) ?? .nan
            return (1...32_503_680_000).contains(seconds) ? Date(timeIntervalSince1970: seconds) : nil
        }
        return nil
    }

    private static func seconds(of date: Date) -> String { seconds(date.timeIntervalSince1970) }

    /// To the millisecond.
    private static func seconds(_ seconds: Double) -> String {
        let milliseconds = Int((seconds * 1_000).rounded())
        let fraction = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}

import FoundationEssentials
import Glibc
import SystemPackage

/// What the last run did, as a file for node_exporter's textfile collector.
///
/// Source: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
struct MetricsFile {
    private static let lastSuccess = "latchkey_clean_roles_last_success_timestamp_seconds"

    let path: String

    /// Checks that the file can be written when the run is over, as far as can be told without writing it.
    func check() throws(MetricsFileError) {
        let file = URL(filePath: path)
        let folder = file.deletingLastPathComponent().path
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            throw MetricsFileError(path: path, reason: "there is no folder \(folder)")
        }
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
            throw MetricsFileError(path: path, reason: "it is a folder")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw MetricsFileError(path: path, reason: "no permission to write to the folder \(folder)")
        }
    }

    /// Replaces the file as a whole, so that a reader sees either the former file or the new one. The time of the last
    /// success is copied from the former file where this run is none.
    ///
    /// - Parameters:
    ///   - summary: of the run.
    ///   - exitStatus: what the program exits with; the run is a success if it is 0.
    ///   - end: when the run ended.
    /// - Throws: with the system's reason.
    func write(_ summary: CleanupSummary, exitStatus: Int32, end: Date) throws(MetricsFileError) {
        let lastSuccess = exitStatus == 0 ? end : formerSuccess()
        let text = Self.text(of: summary, exitStatus: exitStatus, end: end, lastSuccess: lastSuccess)
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            // The collector runs as another user.
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        } catch {
            throw MetricsFileError(path: path, reason: Self.reason(error))
        }
    }

    static func text(of summary: CleanupSummary, exitStatus: Int32, end: Date, lastSuccess: Date?) -> String {
        let counts = summary.counts
        let gauges: [(name: String, help: String, value: String)] = [
            ("expired", "Roles whose time had passed, found by the last run.", "\(counts.expired)"),
            ("users_gone", "Roles whose users are gone, found by the last run.", "\(counts.usersGone)"),
            ("orphaned", "Roles without a record, found by the last run.", "\(counts.orphaned)"),
            ("users_changed", "Roles not equal to their users, found by the last run.", "\(counts.usersChanged)"),
            ("updated", "Roles made equal to their users by the last run.", "\(counts.updated)"),
            ("removed", "Roles removed by the last run.", "\(counts.removed)"),
            ("unused_policies", "Policies of Latchkey's own that nothing used.", "\(counts.unusedPolicies)"),
            ("removed_policies", "Unused policies removed by the last run.", "\(counts.removedPolicies)"),
            ("stayed", "Roles and policies used again while the last run was at work.", "\(counts.stayed)"),
            ("failed", "Roles and policies that the last run could not remove or update.", "\(counts.failed)"),
            ("throttled_tries", "Calls of the last run that AWS turned away as too many.", "\(summary.throttledTries)"),
            ("duration_seconds", "How long the last run took.", seconds(summary.duration / .seconds(1))),
            ("exit_status", "Exit status of the last run.", "\(exitStatus)"),
            ("last_run_timestamp_seconds", "When the last run ended.", seconds(of: end)),
        ]
        return gauges.map { gauge("latchkey_clean_roles_\($0.name)", $0.help, $0.value) }.joined()
            + (lastSuccess.map { gauge(Self.lastSuccess, "When a run last ended with status 0.", seconds(of: $0)) }
                ?? "")
    }

    private static func gauge(_ name: String, _ help: String, _ value: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(value)\n"
    }

    private func formerSuccess() -> Date? {
        guard let former = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else { return nil }
        for line in former.split(separator: "\n") where line.hasPrefix("\(Self.lastSuccess) ") {
            // Anything but a time up to the year 2999 was not written here.
            let seconds = Double(line.dropFirst(Self.lastSuccess.count + 1)) ?? .nan
            return (1...32_503_680_000).contains(seconds) ? Date(timeIntervalSince1970: seconds) : nil
        }
        return nil
    }

    private static func seconds(of date: Date) -> String { seconds(date.timeIntervalSince1970) }

    /// Seconds with three decimal places.
    private static func seconds(_ seconds: Double) -> String {
        let milliseconds = Int((seconds * 1_000).rounded())
        let fraction = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    /// The system's words for why a file could not be written.
    private static func reason(_ error: any Error) -> String {
        guard let cause = (error as? CocoaError)?.underlying as? POSIXError else { return "\(error)" }
        return Errno(rawValue: cause.code.rawValue).description
    }
}

/// Why the metrics file can't be written.
struct MetricsFileError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "--metrics-file \(path) can't be written: \(reason)" }
}

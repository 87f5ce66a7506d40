import AWS
import Concurrency
import FoundationEssentials
import LatchkeyCore

/// One run: what is removed, what is told of it, and the status that the program exits with.
struct Cleaning {
    /// The exit statuses, `sysexits.h`'s where it has one.
    enum Status: Int32 {
        case good = 0
        case someFailed = 1
        /// `EX_UNAVAILABLE`
        case unreachable = 69
        /// `EX_TEMPFAIL`
        case notNow = 75
    }

    var cleanup: RoleCleanup
    /// Nil unless roles without a record and unused policies are to go as well.
    var orphans: OrphanSearch?
    var singleRun: SingleRun
    var pace: Pace
    var mode: RoleCleanup.Mode
    var concurrency: Int
    var patience: Duration
    var metrics: MetricsFile?

    func perform(_ report: CleanupReport, stop: StopRequest) async -> Status {
        var status: Status
        do throws(CoreError) {
            switch mode {
            case .dryRun:
                try await removeAll(report, stop).get()
            case .remove:
                let done = try await singleRun.perform(within: patience, stop: stop) { await removeAll(report, stop) }
                guard let done else {
                    _ = report.finish(throttledTries: 0)
                    report.note("another run is under way; nothing was done")
                    return .notNow
                }
                try done.get()
            }
            status = .good
        } catch {
            report.fail(error)
            status = .unreachable
        }
        let throttledTries = pace.throttledTries
        let (counts, duration) = report.finish(throttledTries: throttledTries)
        if status == .good, stop.isRequested {
            report.note("stopped before the end; the next run goes on")
            status = .notNow
        }
        if status == .good, counts.failed > 0 { status = .someFailed }
        write(
            .init(
                counts: counts, throttledTries: throttledTries, duration: duration, exitStatus: status.rawValue,
                end: Date()), report)
        return status
    }

    private func removeAll(_ report: CleanupReport, _ stop: StopRequest) async -> Result<Void, CoreError> {
        await outcome { () throws(CoreError) in
            try await cleanup.removeExpired(mode: mode, concurrency: concurrency, stop: stop) { report.add($0, $1) }
            guard !stop.isRequested else { return }
            try await cleanup.removeOfUsersGone(mode: mode, concurrency: concurrency, stop: stop) { report.add($0, $1) }
            guard let orphans, !stop.isRequested else { return }
            try await cleanup.removeOrphans(orphans, mode: mode, concurrency: concurrency, stop: stop) {
                report.add($0, $1)
            }
            guard !stop.isRequested else { return }
            try await cleanup.removeUnusedPolicies(orphans, mode: mode, concurrency: concurrency, stop: stop) {
                report.add($0, $1)
            }
        }
    }

    /// Metrics that can't be written don't undo what was done.
    private func write(_ run: MetricsFile.Run, _ report: CleanupReport) {
        guard let metrics else { return }
        do {
            try metrics.write(run)
        } catch {
            report.note("\(metrics.path) can't be written: \(error)")
        }
    }
}

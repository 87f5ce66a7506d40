import AWS
import Concurrency
import FoundationEssentials
import RoleCleanup

/// One run: what is removed and updated, in which order, and the status that the program exits with.
struct CleanupRun {
    let cleanup: RoleCleanup
    let singleRun: SingleRun
    /// Of which the report tells how often AWS throttled it.
    let rateLimiter: RateLimiter
    /// The one that `cleanup` heeds.
    let stop: StopRequest
    let audit: CleanupAudit
    let options: CleanRoles

    func perform(_ report: CleanupReport) async -> CleanRoles.Status {
        var status: CleanRoles.Status
        do throws(AWSError) {
            switch options.mode {
            case .dryRun: try await removeAll(report)
            case .remove:
                let done = try await singleRun.perform(within: .seconds(options.wait), stop: stop) {
                    await outcome { () throws(AWSError) in try await removeAll(report) }
                }
                guard let done else {
                    _ = report.finish(throttledTries: 0)
                    report.note("another run is under way; nothing was done")
                    return .tryAgain
                }
                try done.get()
            }
            status = .success
        } catch {
            report.fail(error)
            status = .unavailable
        }
        await audit.settle()
        let summary = report.finish(throttledTries: rateLimiter.throttledAttempts)
        if status == .success, stop.isRequested {
            report.note("stopped before the end; the next run goes on")
            status = .tryAgain
        }
        if status == .success, summary.counts.failed > 0 { status = .someFailed }
        write(summary, status, report)
        return status
    }

    private func removeAll(_ report: CleanupReport) async throws(AWSError) {
        let role: RoleCleanup.RoleReport = { [audit] candidate, outcome in
            report.add(candidate, outcome)
            audit.add(candidate, outcome)
        }
        try await cleanup.removeExpiredRoles(report: role)
        guard !stop.isRequested else { return }
        try await cleanup.removeRolesOfMissingUsers(report: role)
        guard !stop.isRequested else { return }
        try await cleanup.updateRolesInUse { [audit] update in
            report.add(update)
            audit.add(update)
        }
        guard options.includesOrphans, !stop.isRequested else { return }
        try await cleanup.removeOrphanedRoles(report: role)
        guard !stop.isRequested else { return }
        try await cleanup.removeUnusedPolicies { [audit] policy, outcome in
            report.add(policy, outcome)
            audit.add(policy, outcome)
        }
    }

    /// Metrics that can't be written don't undo what was done, so the status stays.
    private func write(_ summary: CleanupSummary, _ status: CleanRoles.Status, _ report: CleanupReport) {
        guard let metrics = options.metrics else { return }
        do throws(MetricsFileError) {
            try metrics.write(summary, exitStatus: status.rawValue, end: Date())
        } catch {
            report.note(error.description)
        }
    }
}

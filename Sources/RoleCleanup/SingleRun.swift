package import AWS
package import Concurrency
package import FoundationEssentials
package import RoleRecords

/// Lets one clean-up run at a time among all nodes: a lease in the table of role records.
///
/// Two runs could work at once if a node were stopped for longer than its lease lasts. They would only get in each other's
/// way, as each removal is a conditional write of its own.
package struct SingleRun: Sendable {
    private let records: RoleRecordTable
    private let keeper: LeaseKeeper
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - records: the table of role records.
    ///   - timekeeper: the clocks.
    ///   - leaseDuration: how long the lease lasts without being renewed, in seconds.
    package init(records: RoleRecordTable, timekeeper: Timekeeper = .system, leaseDuration: TimeInterval = 30) {
        self.records = records
        self.timekeeper = timekeeper
        keeper = LeaseKeeper(records: records, timekeeper: timekeeper, duration: leaseDuration)
    }

    /// Runs `body`, unless another run is under way and doesn't end in time.
    ///
    /// - Parameters:
    ///   - patience: how long to wait for another run to end.
    ///   - stop: ends the wait. It is requested here when another run has taken the lease.
    ///   - body: the run.
    /// - Returns: what `body` returned; nil if it was not run.
    /// - Throws: when the table can't be reached.
    package func perform<Value: Sendable>(
        within patience: Duration = .zero, stop: StopRequest, _ body: () async -> Value
    ) async throws(AWSError) -> Value? {
        let end = timekeeper.instant() + patience
        while true {
            let lease = keeper.newLease()
            if try await records.acquireRun(lease.lease, now: timekeeper.now()) {
                let value = await keeper.holding(lease, of: RoleRecordTable.runKey, lost: { stop.request() }, body)
                // Should this fail, the lease ends by itself.
                try? await records.delete(RoleRecordTable.runKey, lease: lease.lease)
                return value
            }
            guard timekeeper.instant() < end, !stop.isRequested else { return nil }
            await timekeeper.sleep(.seconds(1))
        }
    }
}

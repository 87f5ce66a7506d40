import AWS
package import Concurrency
package import FoundationEssentials
package import RoleRecords

/// Lets one cleanup run at a time, on whatever node.
///
/// Should two ever run at once, because a node stood still for longer than its lease, each removal is still a conditional
/// write of its own: they would only get in each other's way.
package struct SingleRun: Sendable {
    private let records: RoleRecordTable
    private let keeper: LeaseKeeper
    private let timekeeper: Timekeeper

    package init(records: RoleRecordTable, timekeeper: Timekeeper = .system, leaseDuration: TimeInterval = 30) {
        self.records = records
        self.timekeeper = timekeeper
        keeper = LeaseKeeper(records: records, timekeeper: timekeeper, duration: leaseDuration)
    }

    /// Runs `body` if no other run is under way, or none any more within `patience`; otherwise returns nil.
    ///
    /// `stop` is requested when another run has taken over, and ends the wait when it is requested from elsewhere.
    package func perform<Value: Sendable>(
        within patience: Duration = .zero, stop: StopRequest, _ body: () async -> Value
    ) async throws(CoreError) -> Value? {
        let end = timekeeper.instant() + patience
        while true {
            let lease = keeper.newLease()
            let isOurs = try await orCoreError { () throws(AWSError) in
                try await records.acquireRun(lease.lease, now: timekeeper.now())
            }
            if isOurs {
                let value = await keeper.holding(lease, of: RoleRecordTable.runKey, lost: { stop.request() }, body)
                // Should this fail, the lease lapses by itself.
                try? await records.delete(RoleRecordTable.runKey, lease: lease.lease)
                return value
            }
            guard timekeeper.instant() < end, !stop.isRequested else { return nil }
            await timekeeper.sleep(.seconds(1))
        }
    }
}

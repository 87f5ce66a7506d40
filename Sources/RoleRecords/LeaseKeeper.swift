import AWS
package import Concurrency
import Cryptography
import Formats
package import FoundationEssentials

/// Makes leases, and renews them while the work that they are for goes on.
package struct LeaseKeeper: Sendable {
    /// How long a lease lasts unless it is renewed, in seconds. Others wait that long after a crash.
    private let duration: TimeInterval
    private let records: RoleRecordTable
    private let timekeeper: Timekeeper

    package init(records: RoleRecordTable, timekeeper: Timekeeper, duration: TimeInterval) {
        self.records = records
        self.timekeeper = timekeeper
        self.duration = duration
    }

    /// A lease that begins now. The caller has yet to take it in the table.
    package func newLease() -> HeldLease {
        HeldLease(
            Lease(owner: Hexadecimal.encode(Random.bytes(16)), until: timekeeper.now() + duration),
            until: timekeeper.instant() + .seconds(duration), by: timekeeper.instant)
    }

    /// Runs `body`, and renews `lease`, which was taken on the item `key`, until `body` returns. Cancels `body` when somebody
    /// else has the lease, or when it couldn't be renewed in time.
    package func holding<Value: Sendable>(
        _ lease: HeldLease, of key: String, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                await keep(lease, of: key)
                return nil
            }
            while let result = await group.next() {
                if let value = result {
                    group.cancelAll()
                    return value
                }
                if lease.isLost { group.cancelAll() }
            }
            preconditionFailure("the body has a value")
        }
    }

    /// Runs `body` and renews `lease` as above, but calls `lost` instead of cancelling `body`.
    package func holding<Value: Sendable>(
        _ lease: HeldLease, of key: String, lost: @escaping @Sendable () -> Void, _ body: () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await keep(lease, of: key)
                if lease.isLost { lost() }
            }
            let value = await body()
            group.cancelAll()
            return value
        }
    }

    /// Renews the lease until it is lost or given back, or the task is cancelled.
    private func keep(_ lease: HeldLease, of key: String) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // A renewal that hangs or fails is given up and repeated, several times before the lease ends.
                var wait = duration / 3
                while !Task.isCancelled {
                    await timekeeper.sleep(.seconds(wait))
                    if Task.isCancelled { return }
                    let start = timekeeper.instant()
                    let later = Lease(owner: lease.lease.owner, until: timekeeper.now() + duration)
                    let records = records.with(deadline: start + .seconds(duration / 6))
                    guard let isOurs = try? await records.renew(key, lease: later) else {
                        wait = duration / 12
                        continue
                    }
                    guard isOurs else { return lease.lose() }
                    lease.extend(until: start + .seconds(duration))
                    wait = duration / 3
                }
            }
            // Ends when the lease does, even while a renewal hangs.
            while lease.isHeld, !Task.isCancelled { await timekeeper.sleep(.seconds(duration / 12)) }
            group.cancelAll()
        }
    }
}

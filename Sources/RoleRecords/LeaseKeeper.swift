import AWS
package import Concurrency
import Cryptography
import Formats
package import FoundationEssentials

/// Keeps leases alive while the work goes on that they are for.
package struct LeaseKeeper: Sendable {
    /// How long a lease stands without being renewed, in seconds: what others wait after a crash.
    private let duration: TimeInterval
    private let records: RoleRecordTable
    private let timekeeper: Timekeeper

    package init(records: RoleRecordTable, timekeeper: Timekeeper, duration: TimeInterval) {
        self.records = records
        self.timekeeper = timekeeper
        self.duration = duration
    }

    /// A lease from now on, to be taken.
    package func newLease() -> HeldLease {
        HeldLease(
            Lease(owner: Hexadecimal.encode(Random.bytes(16)), until: timekeeper.now() + duration),
            until: timekeeper.instant() + .seconds(duration), by: timekeeper.instant)
    }

    /// Runs `body` while `lease`, which was taken on `key`, is renewed; cancels it when somebody else has the lease or it
    /// could not be renewed in time.
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

    /// The same, but calls `lost` instead of cancelling `body`.
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
                while !Task.isCancelled {
                    await timekeeper.sleep(.seconds(duration / 3))
                    if Task.isCancelled { return }
                    let end = timekeeper.instant() + .seconds(duration)
                    let later = Lease(owner: lease.lease.owner, until: timekeeper.now() + duration)
                    // A failure is no loss before the lease has lapsed.
                    guard let isOurs = try? await records.renew(key, lease: later) else { continue }
                    guard isOurs else { return lease.lose() }
                    lease.extend(until: end)
                }
            }
            // A renewal that hangs doesn't hold this up.
            while lease.isHeld, !Task.isCancelled { await timekeeper.sleep(.seconds(duration / 12)) }
            group.cancelAll()
        }
    }
}

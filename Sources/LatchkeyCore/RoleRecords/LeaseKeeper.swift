import AWS
import Cryptography
import FoundationEssentials
import Synchronization

/// Keeps leases alive while the work goes on that they are for.
struct LeaseKeeper: Sendable {
    /// How long a lease stands without being renewed, in seconds: what others wait after a crash.
    let duration: TimeInterval
    private let records: RoleRecords
    private let timekeeper: Timekeeper

    init(records: RoleRecords, timekeeper: Timekeeper, duration: TimeInterval) {
        self.records = records
        self.timekeeper = timekeeper
        self.duration = duration
    }

    /// A lease from now on, to be taken.
    func newLease() -> Lease {
        Lease(owner: Hexadecimal.encode(Random.bytes(16)), until: timekeeper.now() + duration)
    }

    /// Runs `body` while `lease`, which was taken on `key`, is renewed; calls `lost` once when somebody else has it or it
    /// could not be renewed in time.
    func holding<Value: Sendable>(
        _ lease: Lease, of key: String, lost: @escaping @Sendable () -> Void, _ body: () async -> Value
    ) async -> Value {
        let end = LeaseEnd(lease.until)
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    await timekeeper.sleep(.seconds(duration / 3))
                    if Task.isCancelled { return }
                    let later = Lease(owner: lease.owner, until: timekeeper.now() + duration)
                    // A failure is no loss before the lease has lapsed.
                    guard let isOurs = try? await records.renew(key, lease: later) else { continue }
                    end.date = isOurs ? later.until : .distantPast
                    if !isOurs { return }
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    // A renewal that hangs doesn't hold this up.
                    await timekeeper.sleep(.seconds(duration / 12))
                    if Task.isCancelled { return }
                    guard timekeeper.now() < end.date else { return lost() }
                }
            }
            let value = await body()
            group.cancelAll()
            return value
        }
    }
}

/// When a lease lapses, as far as is known.
private final class LeaseEnd: Sendable {
    private let value: Mutex<Date>

    init(_ date: Date) { value = Mutex(date) }

    var date: Date {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

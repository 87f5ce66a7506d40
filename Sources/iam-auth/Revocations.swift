import AWS
import Concurrency
import IdentityProofs
import Logging
import Synchronization

/// What this process knows of the revocations. It reads the record every few seconds, so that no request waits for it.
final class Revocations: Sendable {
    /// How often the record is read.
    static let interval: Duration = .seconds(3)

    private let table: RevocationTable
    private let timekeeper: Timekeeper
    /// Nil until the record was read for the first time.
    private let known = Mutex<RevocationList?>(nil)

    init(table: RevocationTable, timekeeper: Timekeeper) {
        self.table = table
        self.timekeeper = timekeeper
    }

    /// Whether a session is ended. Before the record was read for the first time, it is read now: a node that has just been
    /// started doesn't know who was told to leave.
    func ends(_ session: Session, by deadline: ContinuousClock.Instant) async throws(AWSError) -> Bool {
        if let list = known.withLock({ $0 }) { return list.ends(session.proven.identity, issued: session.issued) }
        let table = RevocationTable(table: table.table, dynamoDB: table.dynamoDB.with(deadline: deadline))
        return take(try await table.list()).ends(session.proven.identity, issued: session.issued)
    }

    /// Reads the record again and again until the task is cancelled. While it can't be read, what is known stays.
    func keepFresh(log: Logger) async {
        var isFailing = false
        while !Task.isCancelled {
            do throws(AWSError) {
                let table = RevocationTable(
                    table: table.table, dynamoDB: table.dynamoDB.with(deadline: timekeeper.instant() + .seconds(10)))
                _ = take(try await table.list())
                if isFailing { log.notice("revocations are read again") }
                isFailing = false
            } catch {
                if !isFailing { log.error("revocations can't be read", metadata: ["cause": "\(error)"]) }
                isFailing = true
            }
            await timekeeper.sleep(Self.interval)
        }
    }

    private func take(_ list: RevocationList) -> RevocationList {
        known.withLock { known in
            var merged = known ?? RevocationList()
            merged.merge(list)
            known = merged
            return merged
        }
    }
}

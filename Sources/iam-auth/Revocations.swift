import AWS
import Concurrency
import FoundationEssentials
import IdentityProofs
import Logging
import Synchronization

/// What this process knows of the revocations. It reads the record every few seconds, so that no request waits for it.
///
/// A record that is missing, that isn't ours, or that is older than one that was read before says nothing: somebody may have
/// taken revocations out of it. Then all sessions that began before are over, and a new record says so to all nodes.
final class Revocations: Sendable {
    /// How often the record is read.
    static let interval: Duration = .seconds(3)
    /// How long logging out waits for the table, and who comes before the record was read for the first time.
    private static let patience: Duration = .seconds(5)

    private struct Knowledge {
        /// Nil until the record was read for the first time.
        var list: RevocationList?
        /// The latest version that was seen.
        var version = 0
        /// The sessions whose end couldn't be written yet.
        var pending = RevocationList()
        /// Whether what stood in the table at the last look wasn't believed.
        var distrusts = false
    }

    private let table: RevocationTable
    private let timekeeper: Timekeeper
    private let knowledge = Mutex(Knowledge())

    /// - Parameters:
    ///   - table: the record.
    ///   - timekeeper: AWS's clock, as several nodes compare its times.
    init(table: RevocationTable, timekeeper: Timekeeper) {
        self.table = table
        self.timekeeper = timekeeper
    }

    /// Whether a session is ended, by what was read so far; nil before the record was read for the first time.
    func ends(_ session: Session) -> Bool? { knowledge.withLock { $0.list?.ends(session) } }

    /// Whether a session is ended. Before the record was read for the first time, it is read now: a node that has just been
    /// started doesn't know who was told to leave.
    func ends(_ session: Session, by deadline: Instant, log: Logger) async throws(AWSError) -> Bool {
        try await list(by: deadline, log).ends(session)
    }

    /// Whether all is ended that somebody proved at a moment, which is given in seconds since 1970.
    func ends(
        _ identity: IAMIdentity, since moment: Int, by deadline: Instant, log: Logger
    ) async throws(AWSError) -> Bool {
        try await list(by: deadline, log).ends(identity, since: moment)
    }

    private func list(by deadline: Instant, _ log: Logger) async throws(AWSError) -> RevocationList {
        if let list = knowledge.withLock({ $0.list }) { return list }
        return try await refresh(table.with(deadline: min(deadline, timekeeper.instant() + Self.patience)), log)
    }

    /// Ends one session: here at once, on other nodes when they read the record. While it can't be written, this process tries
    /// again until it can.
    func end(_ session: Session, log: Logger) async {
        let isNew = knowledge.withLock { knowledge in
            guard knowledge.list?.ends(session) != true else { return false }
            knowledge.list?.end(session)
            knowledge.pending.end(session)
            return true
        }
        guard isNew else { return }
        do throws(AWSError) {
            try await writePending(table.with(deadline: timekeeper.instant() + Self.patience), log)
        } catch {
            log.error("the end of a session isn't written yet", metadata: ["cause": "\(error)"])
        }
    }

    /// Reads the record again and again until the task is cancelled. While it can't be read, what is known stays.
    func keepFresh(log: Logger) async {
        var isFailing = false
        while !Task.isCancelled {
            do throws(AWSError) {
                let table = table.with(deadline: timekeeper.instant() + .seconds(10))
                _ = try await refresh(table, log)
                try await writePending(table, log)
                if isFailing { log.notice("revocations are read again") }
                isFailing = false
            } catch {
                if !isFailing { log.error("revocations can't be read", metadata: ["cause": "\(error)"]) }
                isFailing = true
            }
            await timekeeper.sleep(Self.interval)
        }
    }

    private func refresh(_ table: RevocationTable, _ log: Logger) async throws(AWSError) -> RevocationList {
        // What this process wrote while the record was being read isn't older.
        let seen = knowledge.withLock { $0.version }
        let found = try await table.read()
        if case .record(let record) = found, record.version >= seen { return take(record) }
        let now = timekeeper.now()
        let (list, isFirst, isNews) = distrust(at: Int(now.timeIntervalSince1970))
        if isNews { Self.tell(found, isFirst, log) }
        // Another node may be first: then its record counts at the next look.
        if let record = try await table.write(list, over: found, at: now) { return take(record) }
        return list
    }

    /// What is known, without all sessions that began before now.
    private func distrust(at now: Int) -> (list: RevocationList, isFirst: Bool, isNews: Bool) {
        knowledge.withLock { knowledge in
            var list = knowledge.list ?? RevocationList()
            // Once for each time: while the new record can't be written, those who have proved themselves since stay in.
            if !knowledge.distrusts { list.endAll(before: now) }
            let (isFirst, isNews) = (knowledge.list == nil, !knowledge.distrusts)
            knowledge.list = list
            knowledge.distrusts = true
            return (list, isFirst, isNews)
        }
    }

    private static func tell(_ found: RevocationTable.Found, _ isFirst: Bool, _ log: Logger) {
        switch found {
        case .nothing where isFirst: log.notice("there is no record of revocations yet: a new one is made")
        case .nothing: log.error("the record of revocations is gone: all sessions that began before now are over")
        case .foreign:
            log.error(
                "the record of revocations isn't ours, or LATCHKEY_SECRET differs: all sessions that began before now are over"
            )
        case .record:
            log.error("the record of revocations is an older one: all sessions that began before now are over")
        }
    }

    private func writePending(_ table: RevocationTable, _ log: Logger) async throws(AWSError) {
        let (pending, known, seen) = knowledge.withLock { ($0.pending, $0.list ?? RevocationList(), $0.version) }
        guard !pending.isEmpty else { return }
        let (record, hadOne) = try await table.change(since: seen, at: timekeeper.now()) { list in
            list.merge(known)
            list.merge(pending)
        }
        if !hadOne {
            log.error("there was no record of revocations of ours: all sessions that began before now are over")
        }
        _ = take(record)
        // What was ended meanwhile is written next time.
        knowledge.withLock { if $0.pending == pending { $0.pending = RevocationList() } }
    }

    private func take(_ record: RevocationRecord) -> RevocationList {
        knowledge.withLock { knowledge in
            var merged = knowledge.list ?? RevocationList()
            merged.merge(record.list)
            merged.dropOld(at: Int(timekeeper.now().timeIntervalSince1970))
            merged.merge(knowledge.pending)
            knowledge.list = merged
            knowledge.version = max(knowledge.version, record.version)
            knowledge.distrusts = false
            return merged
        }
    }
}

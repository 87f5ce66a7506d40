package import AWS
import Concurrency
import Synchronization
package import Transport

/// The records of applications, as the table had them a moment ago, as far as the operator still allows what they register.
///
/// - A record is used for two seconds. From the second half of these on it is read again in the background.
/// - All who wait for an application's record share one read, which is strongly consistent.
/// - While the table can't be read, a record is used for three seconds longer.
/// - Whether an application has none is asked each time.
///
/// So a change or a removal counts on every node within two seconds, and within five where the table can't be read.
package final class CurrentRecords: Sendable {
    private typealias Read = SharedTask<Result<ApplicationRecord?, ApplicationsError>>

    private struct State {
        /// Each with the time at which its read was begun.
        var known: [ApplicationIdentity: (record: ApplicationRecord, time: Instant)] = [:]
        /// The reads under way, each with a number of its own.
        var reads: [ApplicationIdentity: (number: Int, read: Read)] = [:]
        var lastNumber = 0
    }

    private enum Choice {
        case answer(ApplicationRecord)
        case wait(Read)
    }

    private static let freshness: Duration = .seconds(2)
    private static let refreshAge: Duration = .seconds(1)
    private static let maximumAge: Duration = .seconds(5)
    /// Shorter than what is left of a record's life when the read for it begins.
    private static let timeout: Duration = .milliseconds(2_500)

    private let client: Client
    private let table: String
    private let seal: ApplicationSeal
    private let rules: RegistrationRules
    private let bound: Int
    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    /// - Parameters:
    ///   - client: reads the table.
    ///   - table: the name of the table of applications.
    ///   - seal: shows which records Latchkey wrote.
    ///   - rules: what may be registered: what the operator has taken off the lists counts no more.
    ///   - bound: the most records that are kept.
    package init(
        client: Client, table: String, seal: ApplicationSeal, rules: RegistrationRules, bound: Int = 1_000
    ) {
        self.client = client
        self.table = table
        self.seal = seal
        self.rules = rules
        self.bound = bound
        timekeeper = client.timekeeper
    }

    /// The record of the application that asks.
    ///
    /// - Parameters:
    ///   - applicant: the application.
    ///   - journal: where a read is recorded, unless another's read is shared.
    /// - Returns: its record.
    /// - Throws: ``ApplicationsError/notRegistered(_:)``, ``ApplicationsError/otherPrincipal(_:)``,
    ///   ``ApplicationsError/unreadable(_:)``, ``ApplicationsError/unavailable(_:)``, those of ``RegistrationRules``, and the
    ///   errors of any call.
    package func record(
        for applicant: Applicant, journal: CallJournal? = nil
    ) async throws(ApplicationsError) -> ApplicationRecord {
        let record = try await record(of: applicant.identity, journal)
        try record.check(applicant)
        return record
    }

    /// Forgets an application's record, because it was changed here.
    package func forget(_ application: ApplicationIdentity) {
        state.withLock { state in
            state.known[application] = nil
            state.reads[application] = nil
        }
    }

    private func record(
        of application: ApplicationIdentity, _ journal: CallJournal?
    ) async throws(ApplicationsError) -> ApplicationRecord {
        let read: Read
        switch choose(application, journal) {
        case .answer(let record): return record
        case .wait(let shared): read = shared
        }
        guard let result = await read.value() else {
            throw .aws(.transport(.cancelled, Operation(.dynamodb, "GetItem")))
        }
        do throws(ApplicationsError) {
            guard let record = try result.get() else { throw .notRegistered(application) }
            return record
        } catch .aws(let error) {
            if let record = formerRecord(of: application) { return record }
            throw error.isAccessDenied ? .aws(error) : .unavailable(error)
        }
    }

    /// What was read before, while it is of use.
    private func formerRecord(of application: ApplicationIdentity) -> ApplicationRecord? {
        state.withLock { state in
            guard let known = state.known[application], timekeeper.instant() - known.time < Self.maximumAge else {
                return nil
            }
            return known.record
        }
    }

    private func choose(_ application: ApplicationIdentity, _ journal: CallJournal?) -> Choice {
        let now = timekeeper.instant()
        return state.withLock { state in
            if let (record, time) = state.known[application], now - time < Self.freshness {
                if now - time >= Self.refreshAge, state.reads[application] == nil {
                    // Somebody always waits, so that the read isn't abandoned.
                    let read = begin(application, at: now, nil, &state)
                    if read.join() { Task { await read.value() } }
                }
                return .answer(record)
            }
            if let read = state.reads[application]?.read, read.join() { return .wait(read) }
            let read = begin(application, at: now, journal, &state)
            // Nobody else knows the read yet, so it isn't abandoned.
            _ = read.join()
            return .wait(read)
        }
    }

    private func begin(
        _ application: ApplicationIdentity, at now: Instant, _ journal: CallJournal?,
        _ state: inout State
    ) -> Read {
        state.lastNumber += 1
        let number = state.lastNumber
        let client = client.with(deadline: now + Self.timeout, journal: journal)
        let table = ApplicationTable(table: table, seal: seal, dynamoDB: DynamoDB(client))
        let read = Read { [self] in
            let result: Result<ApplicationRecord?, ApplicationsError>
            do throws(ApplicationsError) {
                let record = try await table.record(of: application)
                if let record { try rules.check(record.registration) }
                result = .success(record)
            } catch {
                result = .failure(error)
            }
            finish(application, number: number, begunAt: now, result)
            return result
        }
        state.reads[application] = (number, read)
        return read
    }

    private func finish(
        _ application: ApplicationIdentity, number: Int, begunAt time: Instant,
        _ result: Result<ApplicationRecord?, ApplicationsError>
    ) {
        state.withLock { state in
            // Another read may have taken this one's place, because the record was to be forgotten.
            guard state.reads[application]?.number == number else { return }
            state.reads[application] = nil
            switch result {
            case .success(let record?):
                makeRoom(in: &state, at: time)
                state.known[application] = (record, time)
            case .failure(.aws): break
            case .success(nil), .failure: state.known[application] = nil
            }
        }
    }

    private func makeRoom(in state: inout State, at now: Instant) {
        guard state.known.count >= bound else { return }
        state.known = state.known.filter { now - $0.value.time < Self.maximumAge }
        if state.known.count >= bound { state.known.removeAll() }
    }
}

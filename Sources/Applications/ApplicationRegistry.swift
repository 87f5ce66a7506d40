package import Concurrency
package import FoundationEssentials
import Grants
import Tokens

/// The applications, as they register, change and remove themselves.
package struct ApplicationRegistry: Sendable {
    private static let revocationAttempts = 20

    private let table: ApplicationTable
    private let externalIDs: ExternalIDs
    private let ownership: OwnershipCheck
    private let rules: RegistrationRules
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - table: where the registrations are.
    ///   - externalIDs: makes the ExternalIds.
    ///   - ownership: proves whose a role is.
    ///   - rules: what can be registered.
    ///   - timekeeper: the clock of the records. Several nodes compare its times, so it should be AWS's clock
    ///     (`Client.awsTimekeeper`).
    package init(
        table: ApplicationTable, externalIDs: ExternalIDs, ownership: OwnershipCheck, rules: RegistrationRules,
        timekeeper: Timekeeper
    ) {
        self.table = table
        self.externalIDs = externalIDs
        self.ownership = ownership
        self.rules = rules
        self.timekeeper = timekeeper
    }

    /// The ExternalId that an application would have if it registered now.
    package func externalID(of application: ApplicationIdentity) -> String {
        externalIDs.externalID(of: application)
    }

    // MARK: For applications

    /// An application's own registration.
    package func record(for applicant: Applicant) async throws(ApplicationsError) -> ApplicationRecord {
        guard let record = try await table.record(of: applicant.identity) else {
            throw .notRegistered(applicant.identity)
        }
        try record.check(applicant)
        return record
    }

    /// Registers an application that isn't registered.
    package func register(
        _ registration: Registration, for applicant: Applicant
    ) async throws(ApplicationsError) -> ApplicationRecord {
        let identity = applicant.identity
        // AWS is asked about the role only where the answer matters. The write decides.
        guard try await table.record(of: identity) == nil else { throw .alreadyRegistered(identity) }
        try rules.check(registration)
        let externalID = externalIDs.externalID(of: identity)
        try await ownership.prove(registration, externalID: externalID)
        let now = timekeeper.now()
        let record = ApplicationRecord(
            identity: identity, uniqueID: applicant.uniqueID, registration: registration, version: .first(),
            externalID: externalID, registeredAt: now, changedAt: now)
        return try await write(record, replacing: nil)
    }

    /// Changes an application's registration as a whole.
    ///
    /// - Parameters:
    ///   - registration: what it is to be.
    ///   - applicant: whose.
    ///   - condition: the version that the change is for.
    /// - Returns: the new record.
    /// - Throws: ``ApplicationsError``.
    package func change(
        to registration: Registration, for applicant: Applicant, if condition: VersionCondition
    ) async throws(ApplicationsError) -> ApplicationRecord {
        let former = try await record(for: applicant)
        guard condition.matches(former.version) else { throw .changed }
        try rules.check(registration)
        if registration.role != former.registration.role || registration.tags != former.registration.tags {
            try await ownership.prove(registration, externalID: former.externalID)
        }
        var record = former
        record.registration = registration
        record.uniqueID = former.uniqueID ?? applicant.uniqueID
        record.version = former.version.next()
        record.changedAt = timekeeper.now()
        return try await write(record, replacing: former)
    }

    /// Removes an application's registration.
    ///
    /// - Parameters:
    ///   - applicant: whose.
    ///   - condition: the version that is meant.
    /// - Throws: ``ApplicationsError``.
    package func remove(_ applicant: Applicant, if condition: VersionCondition) async throws(ApplicationsError) {
        let record = try await record(for: applicant)
        guard condition.matches(record.version), try await table.delete(applicant.identity, record.version) else {
            throw .changed
        }
        // Without this, another application gets the role a minute later.
        try? await table.release(record)
    }

    /// Refuses the tokens that a person of the application has got up to now.
    ///
    /// - Parameters:
    ///   - person: whose.
    ///   - applicant: the application.
    /// - Returns: up to when tokens are refused, in whole seconds.
    /// - Throws: ``ApplicationsError``.
    package func revoke(_ person: RevokedPerson, of applicant: Applicant) async throws(ApplicationsError) -> Date {
        try await revoke(person) { () throws(ApplicationsError) in try await record(for: applicant) }
    }

    // MARK: For operators

    /// Refuses the tokens that a person of any application has got up to now.
    package func revoke(
        _ person: RevokedPerson, of application: ApplicationIdentity
    ) async throws(ApplicationsError) -> Date {
        try await revoke(person) { () throws(ApplicationsError) in try await record(of: application) }
    }

    /// The registration of any application.
    package func record(of application: ApplicationIdentity) async throws(ApplicationsError) -> ApplicationRecord {
        guard let record = try await table.record(of: application) else { throw .notRegistered(application) }
        return record
    }

    /// Removes the registration of any application, also one that Latchkey didn't write.
    package func remove(_ application: ApplicationIdentity) async throws(ApplicationsError) {
        do throws(ApplicationsError) {
            let record = try await record(of: application)
            try await table.delete(application)
            try? await table.release(record)
        } catch .unreadable(_) {
            try await table.delete(application)
        }
    }

    /// Some of the applications; see ``ApplicationPage/next``.
    package func page(after id: String?, limit: Int = 200) async throws(ApplicationsError) -> ApplicationPage {
        try await table.page(after: id, limit: limit)
    }

    // MARK: Writing

    /// Adds a revocation to a record, again for as long as others change the record meanwhile.
    private func revoke(
        _ person: RevokedPerson, in read: () async throws(ApplicationsError) -> ApplicationRecord
    ) async throws(ApplicationsError) -> Date {
        var application: ApplicationIdentity?
        for _ in 0..<Self.revocationAttempts {
            let former = try await read()
            var record = former
            // An issuer's clock may be ahead by the leeway, and until the other nodes know, they open sessions.
            let now = timekeeper.now().timeIntervalSince1970.rounded(.down)
            let moment = Date(timeIntervalSince1970: now + TokenVerifier.leeway)
            record.revocations.revoke(person, at: moment)
            if try await table.writeRevocations(of: record, replacing: former.revocations) { return moment }
            application = former.identity
            await timekeeper.sleep(.milliseconds(Int.random(in: 5...50)))
        }
        throw application.map { ApplicationsError.contended($0) } ?? .changed
    }

    /// Writes a record once the role is the application's.
    private func write(
        _ record: ApplicationRecord, replacing former: ApplicationRecord?
    ) async throws(ApplicationsError) -> ApplicationRecord {
        if rules.sharing == .refused { try await claim(record) }
        guard try await table.write(record, replacing: former?.version) else {
            throw former == nil ? .alreadyRegistered(record.identity) : .changed
        }
        if rules.sharing == .refused, try await table.claim(on: record.registration.role)?.owner != record.identity {
            try await undo(record, to: former)
            throw .roleTaken(record.registration.role)
        }
        if let former, former.registration.role.key != record.registration.role.key { try? await table.release(former) }
        return record
    }

    /// Takes back what was written, unless it was changed since.
    private func undo(_ record: ApplicationRecord, to former: ApplicationRecord?) async throws(ApplicationsError) {
        guard var former else {
            _ = try await table.delete(record.identity, record.version)
            return
        }
        former.version = record.version.next()
        _ = try await table.write(former, replacing: record.version)
    }

    /// Claims the role of a record that is about to be written.
    ///
    /// Of two that claim a role nobody has, the first gets it. Where a claim is left over, both look again after they have
    /// written: whoever takes it over, whether its owner has registered meanwhile, and the owner, whether it is still its own.
    private func claim(_ record: ApplicationRecord) async throws(ApplicationsError) {
        let (role, now) = (record.registration.role, timekeeper.now())
        if try await table.claim(for: record, at: now) { return }
        guard let other = try await table.claim(on: role), !other.isFresh(at: now), try await !holds(other, role) else {
            throw .roleTaken(role)
        }
        guard try await table.claim(for: record, at: now, replacing: other) else { throw .roleTaken(role) }
        if try await holds(other, role) {
            try await table.giveBack(other, from: record)
            throw .roleTaken(role)
        }
    }

    /// Whether the registration of a claim's owner names the role. One that can't be read may.
    private func holds(_ claim: RoleClaim, _ role: RoleARN) async throws(ApplicationsError) -> Bool {
        do throws(ApplicationsError) {
            return try await table.record(of: claim.owner)?.registration.role.key == role.key
        } catch .unreadable(_) {
            return true
        }
    }
}

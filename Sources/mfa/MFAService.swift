import AWS
import Concurrency
import MFADevices
import Program
import Transport
import Web

/// What the routes of `mfa` share.
struct MFAService: Sendable {
    let client: Client
    let served: ServedUsers
    let audit: AuditLog
    let tickets: EnrolmentTickets
    let records: MFARecordTable
    let issuer: String
    private let own = OwnIdentity()

    init(
        client: Client, served: ServedUsers, audit: AuditLog, tickets: EnrolmentTickets, records: MFARecordTable,
        issuer: String
    ) {
        self.client = client
        self.served = served
        self.audit = audit
        self.tickets = tickets
        self.records = records
        self.issuer = issuer
    }

    func devices(for context: RequestContext) -> UserMFADevices {
        devices(until: context.deadline, journal: context.journal)
    }

    func devices(until deadline: Instant, journal: CallJournal? = nil) -> UserMFADevices {
        UserMFADevices(
            client: client, deadline: deadline, journal: journal, records: records, own: own, served: served)
    }
}

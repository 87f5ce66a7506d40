import AWS
import MFADevices
import Program
import Web

/// What the routes of `mfa` share.
struct MFAService: Sendable {
    let client: Client
    let served: ServedUsers
    let audit: AuditLog
    let tickets: EnrolmentTickets
    let issuer: String
    private let attempts = MFAAttempts()
    private let own = OwnIdentity()

    init(client: Client, served: ServedUsers, audit: AuditLog, tickets: EnrolmentTickets, issuer: String) {
        self.client = client
        self.served = served
        self.audit = audit
        self.tickets = tickets
        self.issuer = issuer
    }

    func devices(for context: RequestContext) -> UserMFADevices {
        UserMFADevices(
            client: client, deadline: context.deadline, journal: context.journal, attempts: attempts, own: own,
            served: served)
    }
}

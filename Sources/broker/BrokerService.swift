import AWS
import Applications
import Program
import Web

/// What the routes share.
struct BrokerService: Sendable {
    let settings: BrokerSettings
    let client: Client
    let seal: ApplicationSeal
    let externalIDs: ExternalIDs
    let audit: AuditLog
    private let own = OwnIdentity()

    init(
        settings: BrokerSettings, client: Client, seal: ApplicationSeal, externalIDs: ExternalIDs, audit: AuditLog
    ) {
        self.settings = settings
        self.client = client
        self.seal = seal
        self.externalIDs = externalIDs
        self.audit = audit
    }

    private func client(for context: RequestContext) -> Client {
        client.with(deadline: context.deadline, journal: context.journal)
    }

    /// The applications, for one request.
    func registry(for context: RequestContext) -> ApplicationRegistry {
        let client = client(for: context)
        return ApplicationRegistry(
            table: ApplicationTable(table: settings.table, seal: seal, dynamoDB: DynamoDB(client)),
            externalIDs: externalIDs, ownership: OwnershipCheck(sts: STS(client)), rules: settings.rules,
            timekeeper: client.awsTimekeeper)
    }

    /// The trust policy that a role needs; nil when it isn't known who we are.
    func trustPolicy(externalID: String, for context: RequestContext) async -> TrustPolicy? {
        guard let identity = try? await own.identity(asking: STS(client(for: context))) else { return nil }
        return TrustPolicy(principal: identity, externalID: externalID)
    }
}

import AWS
import Applications
import Grants
import Program
import Tokens
import Transport
import Web

/// What the routes share.
struct BrokerService: Sendable {
    let settings: BrokerSettings
    let client: Client
    let seal: ApplicationSeal
    let externalIDs: ExternalIDs
    let audit: AuditLog
    let recorded = RecordedGrants()
    /// The applications that bring tokens.
    let records: CurrentRecords
    let exchange: TokenExchange
    let grants: Grants
    private let own = OwnIdentity()

    /// The credentials of `client` are Latchkey's; `transport` reads the keys of issuers.
    init(
        settings: BrokerSettings, client: Client, transport: any Transport, seal: ApplicationSeal,
        externalIDs: ExternalIDs, audit: AuditLog
    ) {
        self.settings = settings
        self.client = client
        self.seal = seal
        self.externalIDs = externalIDs
        self.audit = audit
        records = CurrentRecords(client: client, table: settings.table, seal: seal, rules: settings.rules)
        let keys = KeySetCaches(hosts: settings.rules.keyHosts, transport: transport, timekeeper: client.timekeeper)
        exchange = TokenExchange(keys: keys, timekeeper: client.awsTimekeeper)
        grants = Grants(issuer: GrantIssuer(client: client), timekeeper: client.awsTimekeeper)
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

    /// Forgets what was read for an application and given to it, because somebody changes its registration here.
    func forget(_ application: ApplicationIdentity) {
        records.forget(application)
        grants.forget(application: application.key)
    }

    /// The trust policy that a role needs; nil when it isn't known who we are.
    func trustPolicy(externalID: String, for context: RequestContext) async -> TrustPolicy? {
        guard let identity = try? await own.identity(asking: STS(client(for: context))) else { return nil }
        return TrustPolicy(principal: identity, externalID: externalID)
    }
}

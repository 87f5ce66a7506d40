import AWS
import Machines
import Program
import Tokens
import Web

/// What the routes of `oauth` share.
struct OAuthService: Sendable {
    let clients: [MachineClient]
    let lifetimes: TokenLifetimes
    let client: Client
    /// The table of one-time values and of machines.
    let table: String
    let seal: MachineSeal
    let sealing: TokenSealing
    /// They seal what codes stand for.
    let codeKeys: SealingKeys
    let audit: AuditLog

    /// How long a code is good, in seconds.
    static let codeLifetime = 60.0

    /// The machines, for one request.
    func signIns(for context: RequestContext) -> MachineSignIns {
        MachineSignIns(
            table: machineTable(client(for: context)), sealing: sealing, lifetimes: lifetimes,
            timekeeper: client.awsTimekeeper)
    }

    /// Codes, for one request.
    func codes(for context: RequestContext) -> OneTimeRecords {
        OneTimeRecords(
            table: table, keys: codeKeys, dynamoDB: DynamoDB(client(for: context)), timekeeper: client.awsTimekeeper)
    }

    private func machineTable(_ client: Client) -> MachineTable {
        MachineTable(table: table, seal: seal, dynamoDB: DynamoDB(client))
    }

    private func client(for context: RequestContext) -> Client {
        client.with(deadline: context.deadline, journal: context.journal)
    }
}

extension OneTimeKind {
    /// An authorization code.
    static let authorizationCode = OneTimeKind("code")
}

import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Secrets
import Synchronization
import Tokens
import Transport

@testable import Applications
@testable import FakeAWS

/// Passes requests on to another transport, and loses the answers of some operations.
final class LosingTransport: Transport {
    private let other: any Transport
    private let operation: String
    private let left: Mutex<Int>

    init(_ other: any Transport, losing operation: String, times: Int) {
        self.other = other
        self.operation = operation
        left = Mutex(times)
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let response = try await other.send(request)
        let target = HTTPField.Name("X-Amz-Target").flatMap { request.head.headerFields[$0] } ?? ""
        guard target.hasSuffix(operation) else { return response }
        let isLost = left.withLock { left in
            left -= 1
            return left >= 0
        }
        if isLost { throw .interrupted("the answer was lost") }
        return response
    }
}

/// An account whose roles trust Latchkey with certain ExternalIds, and registries over its table.
struct RegistryBench {
    let account: FakeAccount
    let clock = ManualClock()
    private let trusted: Trusted

    /// By role name: the ExternalIds with which it can be entered; `*` is any, and empty is none at all.
    final class Trusted: Sendable {
        let values = Mutex<[String: Set<String>]>([:])
    }

    /// - Parameter intercept: sees every call first.
    init(intercept: @escaping FakeAccount.Intercept = { _, _ in nil }) {
        let trusted = Trusted()
        account = FakeAccount { operation, world in
            if let error = intercept(operation, &world) { return error }
            if operation == "AssumeRole", let form = world.calls.last?.form {
                let name = form["RoleArn"]?.split(separator: "/").last.map(String.init) ?? ""
                let taken = trusted.values.withLock { $0[name] ?? [] }
                guard taken.contains("*") || taken.contains(form["ExternalId"] ?? "") else {
                    return (403, "AccessDenied")
                }
            }
            return nil
        }
        self.trusted = trusted
        for name in ["tenants", "others"] { add(name, path: "/access/") }
    }

    func add(_ name: String, path: String, in account: String = "123456789012") {
        self.account.with {
            $0.roles[name] = .init(arn: "arn:aws:iam::\(account):role\(path)\(name)", id: "AROA\(name.uppercased())")
        }
    }

    /// Has a role trust Latchkey for these ExternalIds.
    func trust(_ name: String, _ externalIDs: String...) {
        trusted.values.withLock { $0[name] = Set(externalIDs) }
    }

    func registry(
        sharing: RegistrationRules.RoleSharing = .refused, secret: String = "k", former: [String] = [],
        over transport: (any Transport)? = nil
    ) throws -> ApplicationRegistry {
        let client = try client(over: transport, clock.movedByWaits)
        let secret = Secret(String(repeating: secret, count: 32))
        let seal = ApplicationSeal(secret: secret, former: former.map { Secret(String(repeating: $0, count: 32)) })
        return ApplicationRegistry(
            table: ApplicationTable(table: "latchkey-applications", seal: seal, dynamoDB: DynamoDB(client)),
            externalIDs: ExternalIDs(secret: secret), ownership: OwnershipCheck(sts: STS(client)),
            rules: try rules(sharing: sharing), timekeeper: clock.standing)
    }

    func rules(
        sharing: RegistrationRules.RoleSharing = .refused, roles: String = "arn:aws:iam::*:role/access/*"
    ) throws -> RegistrationRules {
        guard let pattern = ARNPattern(roles), let host = KeyHost("issuer.example") else {
            throw BadFixture(text: roles)
        }
        return RegistrationRules(roles: [pattern], keyHosts: KeyHosts(public: [host]), sharing: sharing)
    }

    /// The records of these applications, as a node has them.
    func records(bound: Int = 1_000, rules: RegistrationRules? = nil) throws -> CurrentRecords {
        let seal = ApplicationSeal(secret: Secret(String(repeating: "k", count: 32)))
        return CurrentRecords(
            client: try client(over: nil, clock.standing), table: "latchkey-applications", seal: seal,
            rules: try rules ?? self.rules(), bound: bound)
    }

    private func client(over transport: (any Transport)?, _ timekeeper: Timekeeper) throws -> Client {
        guard let region = Region("us-east-1") else { throw BadFixture(text: "us-east-1") }
        return Client(
            transport: transport ?? account,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
            endpoints: Endpoints(region: region), timekeeper: timekeeper)
    }

    var items: [String: Item] { account.with { $0.applicationsTable.items } }
}

func application(_ text: String = "aws:123456789012:role:app") throws -> ApplicationIdentity {
    guard let identity = ApplicationIdentity(text) else { throw BadFixture(text: text) }
    return identity
}

extension Registration {
    /// A registration with the members that there have to be, of which some are replaced, added, or removed by null.
    static func make(_ members: [String: JSONValue] = [:]) throws -> Registration {
        try Registration(json: .registration(members))
    }
}

extension JSONValue {
    static func registration(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        let usual: [String: JSONValue] = [
            "role_arn": "arn:aws:iam::123456789012:role/access/tenants", "issuer": "https://issuer.example/pool",
            "audience": "client-1", "tags": [["tag": "TenantID", "claim": "custom:tenant_id"]],
        ]
        let members = usual.merging(changes) { $1 }.sorted { $0.key < $1.key }
        return .object(members.map { JSONValue.Member($0.key, $0.value) })
    }
}

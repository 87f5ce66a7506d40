import AWS
import Applications
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Program
import Secrets
import Settings
import SignOn
import Synchronization
import TestSupport
import TokensTestSupport
import Web
import WebTestSupport

@testable import FakeAWS
@testable import broker

/// The routes of `broker` over an account in memory, whose roles trust Latchkey with certain ExternalIds.
struct BrokerBench {
    static let role = "arn:aws:sts::123456789012:assumed-role/app/ci"
    let account: FakeAccount
    let issuer = IssuerServer()
    let service: BrokerService
    private let trusted: Trusted
    private let folder = try? TemporaryFolder()
    private let dispatcher: Dispatcher
    private let ahead: Ahead

    /// How far AWS's clock is ahead of the machine's, in seconds.
    final class Ahead: Sendable {
        let seconds = Mutex<TimeInterval>(0)

        var now: Date { Date() + seconds.withLock { $0 } }
        var instant: Instant { .now + .seconds(seconds.withLock { $0 }) }
    }

    /// The ExternalIds that the role `tenants` takes.
    final class Trusted: Sendable {
        let ids = Mutex<Set<String>>([])
        /// Runs once, while STS opens the next session.
        let event = Mutex<(@Sendable (inout FakeAccount.World) -> Void)?>(nil)
    }

    init(_ environment: [String: String] = [:], gatewaySecret: Secret? = nil) throws {
        let trusted = Trusted()
        let ahead = Ahead()
        self.ahead = ahead
        account = FakeAccount { operation, world in
            switch operation {
            case "AssumeRole":
                let id = world.calls.last?.form["ExternalId"] ?? ""
                trusted.event.withLock { event in
                    event?(&world)
                    event = nil
                }
                return trusted.ids.withLock { $0.contains(id) } ? nil : (403, "AccessDenied")
            default: return nil
            }
        }
        account.with { $0.roles["tenants"] = .init(arn: "arn:aws:iam::123456789012:role/access/tenants") }
        self.trusted = trusted
        let settings = try Settings.read(
            BrokerSettings.self,
            environment: [
                "LATCHKEY_BROKER_ROLES": "arn:aws:iam::123456789012:role/access/*",
                "LATCHKEY_BROKER_KEY_HOSTS": "issuer.example", "LATCHKEY_BROKER_OPERATORS": "sso:admin",
            ].merging(environment) { $1 })
        let secret = Secret(String(repeating: "k", count: 32))
        service = BrokerService(
            settings: settings,
            client: try account.client(timekeeper: Timekeeper(now: { ahead.now }, instant: { ahead.instant })),
            transport: issuer, seal: ApplicationSeal(secret: secret),
            externalIDs: ExternalIDs(secret: secret), audit: AuditLog(path: folder.map { $0.path + "/audit.log" }))
        let signOn = ApplicationSignOn(remoteUser: RemoteUser(mapping: .asIs, secret: gatewaySecret))
        dispatcher = Dispatcher(
            routes: ApplicationRoutes(service: service).routes(signOn)
                + OperatorRoutes(service: service).routes(signOn) + RevocationRoutes(service: service).routes(signOn)
                + CredentialRoutes(service: service).routes(signOn),
            claimedName: signOn.claimedName, timeout: .seconds(30), log: Lines().handler)
    }

    /// The lines of the audit log.
    var audit: String { folder?.text(of: "audit.log") ?? "" }

    /// The facts of the credentials that were given, in order.
    var grants: [JSONValue] {
        audit.split(separator: "\n").compactMap { line in
            let json = try? JSONReader.read(Array(line.utf8))
            return json?["action"] == "issue-credentials" && json?["result"] == "done" ? json?["facts"] : nil
        }
    }

    /// The parameters of the calls that open sessions.
    var sessions: [[String: String]] {
        account.with { world in world.calls.filter { $0.operation == "AssumeRole" }.map(\.form) }
    }

    /// A token of a user of the tenant Yellow, issued a moment ago and good for five minutes. A claim that is null isn't in it.
    func token(
        _ changes: [String: JSONValue] = [:], header: JSONValue = ["kid": "RSA_0", "typ": "JWT", "alg": "RS256"],
        signedWith key: TestSigningKey? = nil
    ) -> String {
        let now = Int(ahead.now.timeIntervalSince1970)
        let usual: [String: JSONValue] = [
            "iss": .string(IssuerServer.issuer), "aud": "client-1", "sub": "auth0|5f7c", "exp": .integer(now + 300),
            "iat": .integer(now - 5), "jti": "id-0", "custom:tenant_id": "yellow",
        ]
        let claims = usual.merging(changes) { $1 }.filter { $0.value != .null }
        return TestIssuer().token(
            header: header, claims: .object(claims.map { .init($0.key, $0.value) }), signedWith: key)
    }

    /// Has something happen while STS opens the next session.
    func whileOpening(_ event: @escaping @Sendable (inout FakeAccount.World) -> Void) {
        trusted.event.withLock { $0 = event }
    }

    /// Lets time pass.
    func pass(_ seconds: TimeInterval) { ahead.seconds.withLock { $0 += seconds } }

    /// Has every further audit record fail.
    func breakAudit() throws { try folder?.remove() }

    func trust(_ externalIDs: String?...) { trusted.ids.withLock { $0 = Set(externalIDs.compactMap { $0 }) } }

    func ask(_ request: Request) async -> Response { await dispatcher.respond(to: request) }

    /// Asks as nginx does for an IAM identity; nil for a service of the name `user`.
    func send(
        _ method: String, _ path: String = "/applications", _ body: JSONValue? = nil, arn: String? = BrokerBench.role,
        id: String = "AROAAPP", user: String? = nil, _ further: [(String, String)] = []
    ) async -> Response {
        var parameters = further
        if let arn, user == nil { parameters += [("IAM_ARN", arn), ("IAM_UNIQUE_ID", id)] }
        if body != nil { parameters.append(("CONTENT_TYPE", "application/json")) }
        return await ask(.make(method, path, user: user, body: body?.text ?? "", parameters))
    }

    /// Registers the application after its role came to trust it.
    @discardableResult func register(_ body: JSONValue = .registration()) async throws -> Response {
        let told = await send("GET")
        trust(told.json?["external_id"]?.string)
        return await send("POST", body)
    }

    func send(_ method: String, _ body: JSONValue) async -> Response { await send(method, "/applications", body) }
}

extension Response {
    var json: JSONValue? { try? JSONReader.read(body) }

    subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }

    /// The problem's kind.
    var kind: String? { json?["type"]?.string.map { String($0.split(separator: ":").last ?? "") } }
}

extension JSONValue {
    static func registration(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        let usual: [String: JSONValue] = [
            "role_arn": "arn:aws:iam::123456789012:role/access/tenants", "issuer": "https://issuer.example/pool",
            "audience": "client-1", "tags": [["tag": "TenantID", "claim": "custom:tenant_id"]],
        ]
        return .object(usual.merging(changes) { $1 }.map { Member($0.key, $0.value) })
    }

    /// What a client of iam-session-broker sends.
    static func sessionBroker(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        let usual: [String: JSONValue] = [
            "AccessPrincipalRoleName": "tenants", "SessionTagKey": "TenantID", "JWTClaimName": "custom:tenant_id",
            "JWKSetURL": "https://issuer.example/jwks.json", "issuer": "https://issuer.example", "audience": "client-1",
        ]
        return .object(usual.merging(changes) { $1 }.map { Member($0.key, $0.value) })
    }
}

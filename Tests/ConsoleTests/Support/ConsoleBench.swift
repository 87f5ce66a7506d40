import AWS
import ConsoleSessions
import FastCGI
import FoundationEssentials
import Machines
import MirrorTestSupport
import Pages
import Program
import RoleMirror
import RoleRecords
import Secrets
import Settings
import SignOn
import TestSupport
import Web
import WebTestSupport

@testable import FakeAWS
@testable import console

/// The routes of `console` for ann, who has an IAM user without policies in an account in memory.
struct ConsoleBench: Sendable {
    let account: FakeAccount
    let lines = Lines()
    private let folder = try? TemporaryFolder()
    private let dispatcher: Dispatcher
    private let machines: MachineTable

    /// - Parameters:
    ///   - environment: settings of `console`.
    ///   - intercept: sees every call to the account first.
    ///   - clock: the clock that tokens in forms are made and checked by.
    /// - Throws: what is wrong with the settings or with a fixture.
    init(
        _ environment: [String: String] = [:], _ intercept: @escaping FakeAccount.Intercept = { _, _ in nil },
        clock: ManualClock = ManualClock()
    ) throws {
        account = FakeAccount(intercept: intercept)
        account.with { $0.users["ann"] = [:] }
        let (roles, settings, words) = try Settings.read(
            RoleSettings.self, ConsoleSettings.self, ConsolePageSettings.self,
            environment: ["LATCHKEY_TABLE": "latchkey"].merging(environment) { $1 })
        let client = try account.client()
        machines = MachineTable(
            table: "latchkey-tokens", seal: MachineSeal(secret: Secret(String(repeating: "k", count: 32))),
            dynamoDB: DynamoDB(client))
        let signOn = RemoteUser(mapping: .asIs, secret: nil)
        let service = SessionService(
            client: client, caches: ConsoleCaches(broker: BrokerCache(identity: .usual)),
            table: roles.table, seal: .usual, mirror: roles.mirror, served: .all,
            transitiveTagKeys: settings.transitiveTagKeys, machines: machines,
            audit: AuditLog(path: folder.map { $0.path + "/audit.log" }), pages: words)
        let login = LoginRoutes(
            service: service, duration: settings.consoleSessionDuration, signinEndpoint: nil,
            preparation: settings.preparation)
        let credentials = CredentialRoutes(service: service, duration: settings.apiSessionDuration)
        dispatcher = Dispatcher(
            routes: login.routes(signOn) + RoleRoutes(service: service).routes(signOn) + credentials.routes(signOn),
            claimedName: signOn.claimedName,
            tokens: FormTokens(secret: Secret(String(repeating: "k", count: 32)), timekeeper: clock.standing),
            pages: Portal(try Settings.read(PageSettings.self, environment: [:]), sections: [.console]),
            timeout: .seconds(30), log: lines.handler)
    }

    /// The lines of the audit log.
    var audit: String { folder?.text(of: "audit.log") ?? "" }

    /// Has every further audit record fail.
    func breakAudit() throws { try folder?.remove() }

    func ask(_ request: Request) async -> Response { await dispatcher.respond(to: request) }

    /// Opens a page as a browser does.
    func page(_ target: String, user: String = "ann") async -> Response {
        await ask(.make("GET", target, user: user, [("HTTP_ACCEPT", "text/html")]))
    }

    /// Sends a page's form as a browser does, with further fields.
    func submit(_ form: PageForm, user: String = "ann", _ fields: [(String, String)] = []) async -> Response {
        var form = form
        form.fields += fields.map { (name: $0.0, value: $0.1) }
        return await ask(form.request(user: user))
    }

    /// Sends JSON, and asks for JSON.
    func send(_ method: String, _ target: String, _ body: String = "", user: String = "ann") async -> Response {
        let type = body.isEmpty ? [] : [("CONTENT_TYPE", "application/json")]
        return await ask(.make(method, target, user: user, body: body, [("HTTP_ACCEPT", "application/json")] + type))
    }

    /// The operations that change something in IAM or in the table, so far.
    var writes: [String] {
        account.with { world in
            world.operations.filter { operation in
                !["Get", "List", "Scan", "Query", "Assume"].contains { operation.hasPrefix($0) }
                    && operation != "getSigninToken"
            }
        }
    }
}

import AWS
import Concurrency
import Cryptography
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Machines
import Pages
import Program
import Secrets
import Settings
import SignOn
import TestSupport
import Tokens
import Web
import WebTestSupport

@testable import FakeAWS
@testable import oauth

/// The routes of `oauth` over an account in memory.
struct OAuthBench {
    static let redirect = "http://127.0.0.1:43210/callback"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    /// That of RFC 7636, appendix B.
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    let account: FakeAccount
    let clock = ManualClock()
    let lines = Lines()
    private let folder = try? TemporaryFolder()
    private let dispatcher: Dispatcher

    init(_ environment: [String: String] = [:], _ intercept: @escaping FakeAccount.Intercept = { _, _ in nil }) throws {
        account = FakeAccount(intercept: intercept)
        let (machines, settings) = try Settings.read(
            MachineSettings.self, OAuthSettings.self, environment: environment)
        let secret = SecretSettings(secret: Secret(String(repeating: "k", count: 32)))
        let former = FormerSecretSettings()
        let service = OAuthService(
            clients: machines.clients, lifetimes: settings.lifetimes,
            client: try account.client(timekeeper: Timekeeper(now: { [clock] in clock.now })), table: "latchkey-tokens",
            seal: MachineSeal(secret),
            sealing: TokenSealing(secret, former),
            codeKeys: SealingKeys(secret, former, purpose: "authorization code"),
            audit: AuditLog(path: folder.map { $0.path + "/audit.log" }))
        let signOn = RemoteUser(mapping: .asIs, secret: nil)
        var routes = AuthorizationRoutes(service: service).routes(signOn)
        routes += TokenRoutes(service: service).routes + RevocationRoutes(service: service).routes
        routes += BearerRoutes(service: service).routes + MachineRoutes(service: service).routes(signOn)
        routes.append(MetadataRoute.route(in: Partition.aws.iamSigningRegion))
        dispatcher = Dispatcher(
            routes: routes,
            claimedName: signOn.claimedName, tokens: FormTokens(secret: secret.secret),
            pages: Portal(try Settings.read(PageSettings.self, environment: [:]), sections: [.machines]),
            timeout: .seconds(30), log: lines.handler)
    }

    /// The records of the audit log, as “caller action result”.
    var audit: [String] {
        (folder?.text(of: "audit.log") ?? "").split(separator: "\n").compactMap { line in
            guard let json = try? JSONReader.read(Array(line.utf8)), let caller = json["caller"]?.string,
                let action = json["action"]?.string, let result = json["result"]?.string
            else { return nil }
            return "\(caller) \(action) \(result)"
        }
    }

    /// Has every further audit record fail.
    func breakAudit() throws { try folder?.remove() }

    func ask(_ request: Request) async -> Response { await dispatcher.respond(to: request) }

    // MARK: Consent

    static func query(_ changes: [String: String?] = [:]) -> [(String, String)] {
        let usual: [String: String] = [
            "response_type": "code", "client_id": "latchkey", "redirect_uri": redirect, "state": "s0",
            "code_challenge": challenge, "code_challenge_method": "S256", "machine": "ann-laptop",
        ]
        let all = usual.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) }
        return all.sorted { $0.key < $1.key }
    }

    static func encoded(_ members: [(String, String)]) -> String {
        var form = FormEncoding()
        for (name, value) in members { form.append(name, value) }
        return form.text
    }

    /// The page that asks for consent, or what comes in its place.
    func page(_ changes: [String: String?] = [:], user: String? = "ann") async -> Response {
        await ask(
            .make(
                "GET", "/api/oauth/authorize?" + Self.encoded(Self.query(changes)), user: user,
                [("HTTP_ACCEPT", "text/html")]))
    }

    /// Where the person's answer leads.
    func answer(
        _ answer: String = "yes", _ changes: [String: String?] = [:], user: String = "ann",
        _ further: [(String, String)] = []
    ) async throws -> Response {
        let shown = await page(changes, user: user)
        guard var form = PageForm(in: shown.text, to: "/api/oauth/authorize") else { return shown }
        form.fields = form.fields.map { $0.name == "answer" ? ("answer", answer) : $0 }
        return await ask(form.request(user: user, further))
    }

    /// An authorization code.
    func code(_ changes: [String: String?] = [:], user: String = "ann") async throws -> String {
        try await answer("yes", changes, user: user).redirected["code"] ?? ""
    }

    // MARK: Tokens

    func post(_ path: String, _ members: [(String, String)], _ further: [(String, String)] = []) async -> Response {
        await ask(
            .make(
                "POST", path, user: nil, body: Self.encoded(members),
                [("CONTENT_TYPE", "application/x-www-form-urlencoded")] + further))
    }

    func redeem(
        _ code: String, _ changes: [String: String?] = [:], _ further: [(String, String)] = []
    ) async -> Response {
        let usual = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.redirect, "client_id": "latchkey",
            "code_verifier": Self.verifier,
        ]
        let all = usual.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) }
        return await post("/api/oauth/token", all.sorted { $0.key < $1.key }, further)
    }

    func renew(_ token: String?, _ further: [(String, String)] = [("client_id", "latchkey")]) async -> Response {
        await post("/api/oauth/token", [("grant_type", "refresh_token"), ("refresh_token", token ?? "")] + further)
    }

    /// Signs a machine in.
    func signIn(_ changes: [String: String?] = [:], user: String = "ann") async throws -> JSONValue {
        let code = try await code(changes, user: user)
        return try JSONReader.read(await redeem(code).body)
    }

    /// What nginx is told about a request with this `Authorization` field.
    func verify(_ authorization: String...) async -> Response {
        await ask(
            .make("GET", "/api/oauth/verify", user: nil, authorization.map { ("LATCHKEY_AUTHORIZATION", $0) }))
    }

    func verify(_ tokens: JSONValue) async -> Response {
        await verify("Bearer \(tokens["access_token"]?.string ?? "")")
    }
}

extension Response {
    var json: JSONValue? { try? JSONReader.read(body) }

    subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }

    /// The kind of the problem.
    var kind: String? { json?["type"]?.string.map { String($0.split(separator: ":").last ?? "") } }

    /// The error of the token endpoint.
    var error: String? { json?["error"]?.string }

    /// The members of the query that a redirect to the machine has.
    var redirected: [String: String] {
        guard let query = self["Location"]?.split(separator: "?", maxSplits: 1).dropFirst().first,
            let form = try? Form(query.utf8, in: "query")
        else { return [:] }
        return Dictionary(form.members.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

import AWS
import FastCGI
import FoundationEssentials
import Pages
import Program
import Secrets
import Settings
import SignOn
import TestSupport
import Web
import WebTestSupport

@testable import FakeAWS
@testable import keys

/// The routes of `keys` for ann, who has an IAM user in an account in memory.
struct KeysBench: Sendable {
    let account: FakeAccount
    private let folder = try? TemporaryFolder()
    private let dispatcher: Dispatcher

    /// - Parameters:
    ///   - keys: the IDs of ann's keys.
    ///   - intercept: sees every call to the account first.
    ///   - clock: the clock that tokens in forms are made and checked by.
    /// - Throws: what is wrong with the settings or with a fixture.
    init(
        _ keys: [String] = [], _ intercept: @escaping FakeAccount.Intercept = { _, _ in nil },
        clock: ManualClock = ManualClock()
    ) throws {
        account = FakeAccount(intercept: intercept)
        account.with {
            $0.users = ["ann": [:], "bob": [:]]
            $0.keys = ["ann": keys, "bob": []]
        }
        let signOn = RemoteUser(mapping: .asIs, secret: nil)
        let routes = AccessKeyRoutes(
            client: try account.client(), served: .all, audit: AuditLog(path: folder.map { $0.path + "/audit.log" }),
            pages: try Settings.read(KeyPageSettings.self, environment: [:]))
        dispatcher = Dispatcher(
            routes: routes.routes(signOn), claimedName: signOn.claimedName,
            tokens: FormTokens(secret: Secret(String(repeating: "k", count: 32)), timekeeper: clock.standing),
            pages: Portal(try Settings.read(PageSettings.self, environment: [:]), sections: [.keys]),
            timeout: .seconds(30), log: Lines().handler)
    }

    /// The lines of the audit log.
    var audit: String { folder?.text(of: "audit.log") ?? "" }
    /// Has every further audit record fail.
    func breakAudit() throws { try folder?.remove() }
    /// The IDs of ann's keys.
    var keys: [String] { account.with { $0.keys["ann"] ?? [] } }

    func ask(_ request: Request) async -> Response { await dispatcher.respond(to: request) }

    /// Opens a page as a browser does.
    func page(_ target: String = "/keys", user: String = "ann") async -> Response {
        await ask(.make("GET", target, user: user, [("HTTP_ACCEPT", "text/html")]))
    }

    /// Sends JSON, and asks for JSON.
    func send(_ method: String, _ target: String, _ body: String = "") async -> Response {
        let type = body.isEmpty ? [] : [("CONTENT_TYPE", "application/json")]
        return await ask(.make(method, target, body: body, [("HTTP_ACCEPT", "application/json")] + type))
    }
}

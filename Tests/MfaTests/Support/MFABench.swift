import AWS
import FastCGI
import MFADevices
import Pages
import Program
import Secrets
import Settings
import SignOn
import TestSupport
import Web
import WebTestSupport

@testable import FakeAWS
@testable import mfa

/// The routes of `mfa` for ann, who has an IAM user in an account in memory.
struct MFABench: Sendable {
    let account: FakeAccount
    let service: MFAService
    private let folder = try? TemporaryFolder()
    private let dispatcher: Dispatcher

    /// - Parameters:
    ///   - devices: whose the account's devices are.
    ///   - intercept: sees every call to the account first.
    /// - Throws: what is wrong with the settings or with a fixture.
    init(
        _ devices: [String: String] = [:], _ intercept: @escaping FakeAccount.Intercept = { _, _ in nil }
    ) throws {
        account = FakeAccount(intercept: intercept)
        account.with {
            $0.users = ["ann": [:], "bob": [:]]
            $0.mfaDevices = devices
        }
        let signOn = RemoteUser(mapping: .asIs, secret: nil)
        let key = Secret(String(repeating: "k", count: 32))
        let client = try account.client()
        service = MFAService(
            client: client, served: .all, audit: AuditLog(path: folder.map { $0.path + "/audit.log" }),
            tickets: EnrolmentTickets(secret: key),
            records: MFARecordTable(table: "latchkey-tokens", client: client, longestRequest: .seconds(30)),
            issuer: "AWS")
        dispatcher = Dispatcher(
            routes: MFAPageRoutes(service: service).routes(signOn) + MFAChangeRoutes(service: service).routes(signOn),
            claimedName: signOn.claimedName, tokens: FormTokens(secret: key),
            pages: Portal(try Settings.read(PageSettings.self, environment: [:]), sections: [.mfa]),
            timeout: .seconds(30), log: Lines().handler)
    }

    /// The lines of the audit log.
    var audit: String { folder?.text(of: "audit.log") ?? "" }
    /// Has every further audit record fail.
    func breakAudit() throws { try folder?.remove() }
    var devices: [String: String] { account.with { $0.mfaDevices } }

    func ask(_ request: Request) async -> Response { await dispatcher.respond(to: request) }

    /// Opens a page as a browser does.
    func page(_ target: String = "/mfa", user: String = "ann") async -> Response {
        await ask(.make("GET", target, user: user, [("HTTP_ACCEPT", "text/html")]))
    }

    /// Sends JSON, and asks for JSON.
    func send(_ method: String, _ target: String, _ body: String = "", user: String = "ann") async -> Response {
        let type = body.isEmpty ? [] : [("CONTENT_TYPE", "application/json")]
        return await ask(.make(method, target, user: user, body: body, [("HTTP_ACCEPT", "application/json")] + type))
    }
}

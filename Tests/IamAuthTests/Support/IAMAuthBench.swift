import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Pages
import Program
import Secrets
import Settings
import Synchronization
import TestSupport
import Tokens
import Transport
import Web
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

/// An account in which STS knows who signed proofs, and takes every signature.
final class FakeIdentities: Transport {
    let account: FakeAccount
    let keys = FakeKeys()
    /// Who signs the proofs, and whose temporary credentials are.
    private let signer = Mutex((arn: "arn:aws:iam::123456789012:user/alice", id: "AIDAEXAMPLE"))
    private let signed = Mutex(0)

    init(_ account: FakeAccount) { self.account = account }

    /// How many proofs STS was asked about.
    var count: Int { signed.withLock { $0 } }

    func sign(as arn: String, _ id: String) { signer.withLock { $0 = (arn, id) } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        if let answer = keys.answer(request) { return answer }
        let server = HTTPField.Name("x-latchkey-server").flatMap { request.head.headerFields[$0] }
        let authorization = request.head.headerFields[.authorization] ?? ""
        guard server != nil || authorization.contains("Credential=ASIA") else { return try await account.send(request) }
        signed.withLock { $0 += 1 }
        if account.with({
            $0.calls.append(.init(operation: "signed")); return $0.countsUses
        }) == false {
            return TransportResponse(head: HTTPResponse(status: .serviceUnavailable))
        }
        let (arn, id) = signer.withLock { $0 }
        let number = arn.split(separator: ":", omittingEmptySubsequences: false)[4]
        let body = """
            <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(arn)</Arn><UserId>\(id)</UserId>\
            <Account>\(number)</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
            """
        return TransportResponse(head: HTTPResponse(status: .ok), body: Array(body.utf8))
    }
}

/// The routes of `iam-auth` for the server `portal.example`.
struct IAMAuthBench {
    let account = FakeAccount()
    let identities: FakeIdentities
    let clock = ManualClock()
    let lines = Lines()
    /// Whether requests come over TLS.
    var hasTLS = true
    let service: IAMAuthService
    private let folder = try? TemporaryFolder()
    private let dispatcher: Dispatcher

    /// - Parameters:
    ///   - environment: settings of `iam-auth`.
    ///   - rules: the text of the file of rules; nil for none.
    ///   - requests: how many requests are worked on at once.
    /// - Throws: what is wrong with the settings or with a fixture.
    init(_ environment: [String: String] = [:], rules: String? = nil, requests: Int = 512) throws {
        identities = FakeIdentities(account)
        let settings = try Settings.read(
            IAMAuthSettings.self,
            environment: ["LATCHKEY_IAM_AUTH_SERVERS": "portal.example"].merging(environment) { $1 })
        guard let region = Region("us-east-1") else { throw BadFixture(text: "us-east-1") }
        var retry = RetryPolicy()
        retry.maximumAttempts = 1
        let clock = clock
        let client = Client(
            transport: identities,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
            endpoints: Endpoints(region: region), retry: retry, timekeeper: clock.standing)
        let secret = Secret(String(repeating: "k", count: 32))
        service = IAMAuthService(
            settings: settings, tokensTable: "latchkey-tokens", regions: settings.regions ?? [region],
            admission: Admission(account: settings.account, allowed: settings.allowed), client: client,
            linkKeys: SealingKeys(secret: secret, purpose: "iam-auth link"),
            cookies: SessionCookies(
                keys: SealingKeys(secret: secret, purpose: SessionCookies.purpose), duration: settings.sessionDuration,
                timekeeper: clock.standing),
            tokenKeys: nil, kmsContexts: KMSContexts(secret: secret),
            revocations: Revocations(
                table: RevocationTable(
                    table: "latchkey-tokens", seal: RevocationSeal(secret: secret), dynamoDB: DynamoDB(client)),
                timekeeper: clock.standing),
            rules: try rules.map { text in try RulesFile("/rules.yaml") { _ in Array(text.utf8) } },
            audit: AuditLog(path: folder.map { $0.path + "/audit.log" }), places: AWSPlaces(of: requests))
        dispatcher = Dispatcher(
            routes: VerifyRoutes(service: service).routes + SessionRoutes(service: service).routes
                + LinkRoutes(service: service).routes + KMSRoutes(service: service).routes,
            pages: Portal(),
            timeout: .seconds(30), log: lines.handler)
        keep(RevocationList())
    }

    /// Has the record of revocations say this, as if another node had written it. A node reads it before it answers first.
    func keep(_ list: RevocationList) {
        let seal = RevocationSeal(secret: Secret(String(repeating: "k", count: 32)))
        let item = seal.sealing(RevocationRecord(list: list, version: 1).item)
        account.with { $0.tokensTable.items["revocations"] = item.merging(["id": .s("revocations")]) { $1 } }
    }

    /// Whether the table has nothing that is used once.
    var hasSpentNothing: Bool { account.with { $0.tokensTable.items.keys.allSatisfy { $0 == "revocations" } } }

    /// The lines of the audit log.
    var audit: String { folder?.text(of: "audit.log") ?? "" }

    /// Has every further audit record fail.
    func breakAudit() throws { try folder?.remove() }

    /// A proof with a nonce of its own, made now.
    func proof(age: TimeInterval = 0, nonce: ProofNonce? = nil) -> String {
        let random = (0..<16).map { _ in UInt8.random(in: 0...255) }
        guard let nonce = nonce ?? ProofNonce(bytes: random), let key = AccessKeyID("AKIAIOSFODNN7EXAMPLE"),
            let region = Region("us-east-1")
        else { return "" }
        return SignedIdentity(
            accessKeyID: key, sessionToken: nil, date: SigningDate(clock.now.addingTimeInterval(-age)), region: region,
            nonce: nonce, signature: String(repeating: "0f", count: 32)
        ).authorization.reveal()
    }

    func ask(_ request: Request) async -> Response {
        guard !hasTLS else { return await dispatcher.respond(to: request) }
        let parameters = request.parameters.filter { $0.name != "HTTPS" && $0.name != "SERVER_PORT" }
        return await dispatcher.respond(to: Request(parameters: parameters, body: request.body))
    }

    /// Asks as nginx does about a request.
    func verify(
        _ path: String = "/", proof: String? = nil, cookie: String? = nil, _ further: [(String, String)] = []
    ) async -> Response {
        var parameters = [("LATCHKEY_PATH", path), ("LATCHKEY_REQUEST_URI", path)]
        if let proof { parameters.append(("LATCHKEY_AUTHORIZATION", proof)) }
        if let cookie { parameters.append(("LATCHKEY_COOKIE", cookie)) }
        return await ask(.make("GET", "/auth/verify", user: nil, parameters + further))
    }

    /// Sends something with a proof.
    func post(
        _ path: String, proof: String? = nil, body: String = "", _ further: [(String, String)] = []
    ) async -> Response {
        var parameters = further
        if let proof { parameters.append(("LATCHKEY_AUTHORIZATION", proof)) }
        if !body.isEmpty { parameters.append(("CONTENT_TYPE", "application/json")) }
        return await ask(.make("POST", path, user: nil, body: body, parameters))
    }

    /// The cookie of a session that a proof begins.
    func session() async -> String {
        let answer = await post("/auth/session", proof: proof())
        return String((answer.head.headerFields[.setCookie] ?? "").prefix { $0 != ";" })
    }
}

extension Response {
    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }

    /// The error that the challenge tells.
    var error: String? {
        self["WWW-Authenticate"].flatMap { $0.firstMatch(of: /error="([^"]*)"/) }.map { String($0.1) }
    }
}

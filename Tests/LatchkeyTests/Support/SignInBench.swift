import Concurrency
import Formats
import FoundationEssentials
import OAuthClient
import Secrets
import Synchronization
import TestSupport
import TokensTestSupport

@testable import latchkey

/// A person's machine with a portal and a provider, whose answers a test changes. Secrets rest in a folder of the test.
final class SignInBench: Sendable {
    static let portal = SignInSettings(
        name: "company", kind: .portal, issuer: "https://latchkey.example.com", clientID: "latchkey", scopes: [])
    static let provider = SignInSettings(
        name: "okta", kind: .provider, issuer: "https://id.example.com", clientID: "0oa123",
        scopes: ["openid", "profile", "email", "offline_access"])
    static let configuration = """
        default: work
        sign-ins:
          company: {portal: "https://latchkey.example.com"}
          okta: {issuer: "https://id.example.com", client-id: 0oa123}
        profiles:
          work: {sign-in: company}
          admin: {sign-in: okta, role-arn: "arn:aws:iam::123456789012:role/admin"}
        """

    let folder: TemporaryFolder
    let bench: ToolBench
    private let server: Server

    init(configuration: String = SignInBench.configuration, answer: String? = nil) throws {
        let folder = try TemporaryFolder()
        let server = Server()
        self.folder = folder
        self.server = server
        bench = ToolBench(
            environment: ["HOME": folder.path, "LATCHKEY_SECRETS": "files"],
            files: ["\(folder.path)/.config/latchkey/config.yaml": configuration], answer: answer,
            server: { server.answer($0) })
    }

    /// What both servers answer.
    private final class Server: Sendable {
        private let answers = Mutex<[String: ToolBench.Answer]>([:])
        private let asked = Mutex<[String: Int]>([:])

        func set(_ path: String, _ answer: ToolBench.Answer) { answers.withLock { $0[path] = answer } }

        func answer(_ path: String) -> ToolBench.Answer {
            asked.withLock { $0[path, default: 0] += 1 }
            return answers.withLock { $0[path] } ?? SignInBench.usual(path)
        }

        func count(_ path: String) -> Int { asked.withLock { $0[path] ?? 0 } }
    }

    func answer(_ path: String, _ answer: ToolBench.Answer) { server.set(path, answer) }

    /// How often a path was asked for.
    func count(_ path: String) -> Int { server.count(path) }

    private static func metadata(_ issuer: String) -> JSONValue {
        [
            "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/authorize"),
            "token_endpoint": .string(issuer + "/token"), "revocation_endpoint": .string(issuer + "/revoke"),
            "jwks_uri": .string(issuer + "/keys"),
        ]
    }

    static func token(_ change: (JSONValue) -> JSONValue = { $0 }) -> String {
        let now = Int(ToolBench.now.timeIntervalSince1970)
        let claims: JSONValue = [
            "iss": .string(provider.issuer), "aud": .string(provider.clientID), "sub": "00u1",
            "email": "alice@example.com", "iat": .integer(now), "exp": .integer(now + 3_600),
            "nonce": .string(Base64URL.encode([UInt8](repeating: 7, count: 32))),
        ]
        return TestIssuer().token(
            header: ["alg": "RS256", "kid": "k"], claims: change(claims), signedWith: .rs256)
    }

    /// Tokens for a code or a refresh token: of the portal, and of the provider where there is an ID token.
    static func tokens(access: String = "a1", refresh: String? = "r1", idToken: String? = token()) -> ToolBench.Answer {
        .ok(
            JSONValue(present: [
                "access_token": .string(access), "token_type": "Bearer", "expires_in": 900,
                "refresh_token": refresh.map { .string($0) }, "id_token": idToken.map { .string($0) },
                "username": "alice",
            ]).text)
    }

    private static func usual(_ path: String) -> ToolBench.Answer {
        let keys: JSONValue = ["keys": .array([TestSigningKey.rs256.jsonWebKey(id: "k")])]
        return switch path {
        case "/.well-known/oauth-authorization-server": .ok(metadata(portal.issuer).text)
        case "/.well-known/openid-configuration": .ok(metadata(provider.issuer).text)
        case "/keys": .ok(keys.text)
        case "/token": tokens()
        case "/revoke": .ok("")
        default: .answer(404, "")
        }
    }

    /// The machine; a browser there does with an address what `browser` says.
    func context(browser: @escaping @Sendable (String) async -> Void = { _ in }) -> CommandContext {
        var context = bench.context
        context.timekeeper = Timekeeper(
            now: { ToolBench.now },
            // Waits on another process give way to it, but the limit of a sign-in isn't reached.
            sleep: { try? await Task.sleep(for: $0 > .seconds(100) ? $0 : min($0, .milliseconds(1))) })
        context.machine = { "laptop" }
        context.openBrowser = { (link, _) async throws(CommandError) in await browser(link) }
        return context
    }

    func sessions(_ context: CommandContext? = nil) throws(CommandError) -> SignInSessions {
        let context = context ?? self.context()
        return SignInSessions(transport: try context.transport(context.network(caFile: nil)), context: context)
    }

    /// Puts a sign-in into the person's place, as if it had been made before.
    func keep(_ settings: SignInSettings, _ change: (inout KeptSignIn) -> Void = { _ in }) throws {
        let sessions = try sessions()
        var tokens = TokenSet()
        tokens.refreshToken = Secret("r0")
        tokens.username = "alice"
        var kept = KeptSignIn(tokens, of: settings, at: ToolBench.now - 600)
        kept.subject = settings.kind == .provider ? "00u1" : nil
        change(&kept)
        try sessions.write(kept, settings)
    }

    /// What is kept of a sign-in.
    func kept(_ settings: SignInSettings) throws -> KeptSignIn? { try sessions().found(settings) }
}

import AWS
import Formats
import FoundationEssentials
import HTTP1
import HTTP1TestSupport
import OAuthClient
import Secrets
import TestSupport
import Testing
import TokensTestSupport
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1)))
struct SignInSessionsTests {
    /// Goes to where an address leads, as a browser does, and comes back with a code.
    @Sendable private static func comesBack(_ address: String) async {
        let parameters = address.split(separator: "?").last?.split(separator: "&") ?? []
        func value(_ name: String) -> String {
            let pair = parameters.first { $0.hasPrefix(name + "=") }
            return pair.flatMap { PercentEncoding.decode($0.dropFirst(name.utf8.count + 1)) } ?? ""
        }
        let host = value("redirect_uri").dropFirst("http://".utf8.count).prefix { $0 != "/" }
        guard let connection = try? await Connection.to(port: Int(host.split(separator: ":")[1]) ?? 0) else { return }
        _ = try? await connection.exchange(
            "GET /callback?code=c1&state=\(value("state")) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        connection.close()
    }

    @Test func `whoever comes back from the browser is signed in`() async throws {
        let bench = try SignInBench()
        let context = bench.context(browser: Self.comesBack)
        let sessions = try bench.sessions(context)
        try await sessions.signIn(SignInBench.portal)
        #expect(try await sessions.accessToken(for: SignInBench.portal, refusing: nil) == Secret("a1"))
        let kept = try #require(try bench.kept(SignInBench.portal))
        #expect(kept.person == "alice" && kept.refreshToken == Secret("r1"))
        let shown = bench.bench.log.joined()
        #expect(shown.contains("https://latchkey.example.com/authorize?client_id=latchkey"))
        #expect(shown.contains("&machine=laptop"))
        try await sessions.signIn(SignInBench.provider)
        let token = try await sessions.idToken(for: SignInBench.provider)
        #expect(token.text == Secret(SignInBench.token()) && token.claim("email") == "alice@example.com")
        #expect(!bench.bench.log.joined().contains("machine=laptop&client_id=0oa123"))
    }

    @Test func `a new sign-in at a portal ends the one before`() async throws {
        let bench = try SignInBench()
        for settings in [SignInBench.portal, SignInBench.provider] { try bench.keep(settings) }
        let sessions = try bench.sessions(bench.context(browser: Self.comesBack))
        try await sessions.signIn(SignInBench.portal)
        #expect(bench.bench.requests.last?.text == "token=r0&token_type_hint=refresh_token&client_id=latchkey")
        bench.answer("/revoke", .fail(.notSent("no route")))
        try await sessions.signIn(SignInBench.portal)
        #expect(try bench.kept(SignInBench.portal)?.refreshToken == Secret("r1"))
        let count = bench.count("/revoke")
        try await sessions.signIn(SignInBench.provider)
        #expect(bench.count("/revoke") == count)
    }

    @Test func `a browser of another machine brings the answer by the person's hands`() async throws {
        let state = Base64URL.encode([UInt8](repeating: 7, count: 32))
        let bench = try SignInBench(answer: "http://127.0.0.1:8400/callback?code=c1&state=\(state)")
        let sessions = try bench.sessions()
        #expect(try await sessions.signIn(SignInBench.portal, remotely: true).person == "alice")
        #expect(bench.bench.questions == ["Paste it here: "])
        let other = try SignInBench(answer: "http://127.0.0.1:8400/callback?code=c1&state=another")
        await #expect(throws: CommandError.self) {
            _ = try await other.sessions().signIn(SignInBench.portal, remotely: true)
        }
        #expect(other.count("/token") == 0)
        let nobody = try SignInBench()
        await #expect(throws: CommandError.self) {
            _ = try await nobody.sessions().signIn(SignInBench.portal, remotely: true)
        }
    }

    @Test func `a token that is still good is used without asking anybody`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.portal) { kept in
            kept.accessToken = Secret("a0")
            kept.accessTokenEnd = ToolBench.now + 61
        }
        #expect(try await bench.sessions().accessToken(for: SignInBench.portal, refusing: nil) == Secret("a0"))
        #expect(bench.bench.requests.isEmpty)
    }

    @Test func `a token that is due or was refused is renewed, and its successor kept`() async throws {
        for (end, refused) in [(60, nil), (600, Secret("a0"))] as [(TimeInterval, Secret?)] {
            let bench = try SignInBench()
            try bench.keep(SignInBench.portal) { kept in
                kept.accessToken = Secret("a0")
                kept.accessTokenEnd = ToolBench.now + end
            }
            #expect(try await bench.sessions().accessToken(for: SignInBench.portal, refusing: refused) == Secret("a1"))
            #expect(bench.bench.requests.last?.text == "grant_type=refresh_token&refresh_token=r0&client_id=latchkey")
            #expect(try bench.kept(SignInBench.portal)?.refreshToken == Secret("r1"))
        }
    }

    @Test func `nothing is renewed whose successor couldn't be kept`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.portal)
        var sessions = try bench.sessions()
        sessions.store = FullStore(store: try sessions.secrets())
        await #expect(throws: CommandError(.cannotCreate, "there is no space left")) {
            try await sessions.accessToken(for: SignInBench.portal, refusing: nil)
        }
        #expect(bench.count("/token") == 0)
        sessions.store = nil
        #expect(try await sessions.accessToken(for: SignInBench.portal, refusing: nil) == Secret("a1"))
    }

    @Test func `somebody else's sign-in takes the credentials of the one before away`() async throws {
        let bench = try SignInBench()
        let context = bench.context(browser: Self.comesBack)
        let cache = try #require(CredentialsCache(environment: context.environment))
        for (name, signIn) in [("work", "company"), ("admin", "okta")] {
            try cache.keep(
                KeptCredentials(
                    name: name,
                    credentials: Credentials(
                        accessKeyID: "ASIA1", secretAccessKey: Secret("s"), sessionToken: Secret("t"),
                        expiration: ToolBench.now + 3_600), origin: "a test", signIn: signIn, sources: []))
        }
        try await bench.sessions(context).signIn(SignInBench.portal)
        #expect(cache.kept("work") == nil && cache.kept("admin") != nil)
    }

    @Test func `fifty that ask at once renew it once`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.portal)
        let sessions = try bench.sessions()
        let tokens = try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 0..<50 {
                group.addTask { try await sessions.accessToken(for: SignInBench.portal, refusing: nil) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens == Array(repeating: Secret("a1"), count: 50))
        #expect(bench.count("/token") == 1)
    }

    @Test func `an ID token is renewed when it is due`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.provider)
        let token = try await bench.sessions().idToken(for: SignInBench.provider)
        #expect(token.claim("sub") == "00u1" && bench.count("/token") == 1)
        _ = try await bench.sessions().idToken(for: SignInBench.provider)
        #expect(bench.count("/token") == 1)
    }

    private static let failures: [(ToolBench.Answer, Latchkey.Status)] = [
        (ToolBench.Answer.fail(.notSent("no route")), .unavailable), (.answer(500, ""), .unavailable),
        (.answer(429, ""), .tryAgain), (.fail(.deadlineExceeded), .unavailable), (.answer(200, "<html>"), .badAnswer),
        (.answer(400, #"{"error":"temporarily_unavailable"}"#), .tryAgain),
        (SignInBench.tokens(idToken: SignInBench.token { $0.with("sub", "00u2") }), .badAnswer),
    ]

    @Test(arguments: failures)
    func `a failure is no reason to forget anything`(_ answer: ToolBench.Answer, _ status: Latchkey.Status) async throws
    {
        let bench = try SignInBench()
        bench.answer("/token", answer)
        try bench.keep(SignInBench.provider)
        let before = try bench.kept(SignInBench.provider)
        do throws(CommandError) {
            _ = try await bench.sessions().idToken(for: SignInBench.provider)
            Issue.record("it was renewed")
        } catch {
            #expect(error.status == status && !error.asksForSignIn)
        }
        #expect(try bench.kept(SignInBench.provider) == before)
        bench.answer("/token", SignInBench.tokens())
        #expect(try await bench.sessions().idToken(for: SignInBench.provider).claim("sub") == "00u1")
    }

    @Test func `what the server has ended asks for a new sign-in`() async throws {
        let bench = try SignInBench()
        bench.answer("/token", .answer(400, #"{"error":"invalid_grant"}"#))
        try bench.keep(SignInBench.portal)
        for _ in 0..<2 {
            do throws(CommandError) {
                _ = try await bench.sessions().accessToken(for: SignInBench.portal, refusing: nil)
                Issue.record("it was renewed")
            } catch {
                #expect(error.asksForSignIn && error.description.hasSuffix("run “latchkey login company”"))
            }
        }
        // A refresh token that was refused isn't sent again.
        #expect(bench.count("/token") == 1)
    }

    @Test func `a provider that renews no ID tokens asks for a new sign-in`() async throws {
        let bench = try SignInBench()
        bench.answer("/token", SignInBench.tokens(idToken: nil))
        try bench.keep(SignInBench.provider)
        do throws(CommandError) {
            _ = try await bench.sessions().idToken(for: SignInBench.provider)
            Issue.record("there was a token")
        } catch {
            #expect(error.asksForSignIn && error.description.contains("renews no ID tokens"))
        }
    }

    @Test func `nobody's tokens, and those of another server, ask for a sign-in`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.portal) { $0.issuer = "https://elsewhere.example.com" }
        for settings in [SignInBench.portal, SignInBench.provider] {
            do throws(CommandError) {
                _ = try await bench.sessions().accessToken(for: settings, refusing: nil)
                Issue.record("there was a token")
            } catch {
                #expect(error.status == .noPermission && error.asksForSignIn)
            }
        }
        #expect(bench.bench.requests.isEmpty)
    }

    @Test func `files of a sign-in are their owner's alone`() async throws {
        let bench = try SignInBench()
        try bench.keep(SignInBench.portal)
        let folder = "\(bench.folder.path)/.local/state/latchkey/sign-ins"
        let manager = FileManager.default
        func permissions(_ path: String) throws -> Int? {
            try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try permissions(folder) == 0o700)
        #expect(try permissions("\(folder)/sign-in-company.json") == 0o600)
    }
}

/// A place in which nothing more can be kept.
private struct FullStore: SecretStore {
    let store: any SecretStore

    var place: SecretPlace { store.place }

    func read(_ name: String) throws(CommandError) -> [UInt8]? { try store.read(name) }

    func write(_ bytes: [UInt8], as name: String) throws(CommandError) {
        throw CommandError(.cannotCreate, "there is no space left")
    }

    func remove(_ name: String) throws(CommandError) { try store.remove(name) }
}

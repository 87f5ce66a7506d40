import AWS
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import oauth

@Suite(.timeLimit(.minutes(1))) struct TokenRoutesTests {
    private let bench: OAuthBench

    init() throws { bench = try OAuthBench() }

    @Test func `a code and its verifier are worth tokens`() async throws {
        let answer = await bench.redeem(try await bench.code())
        #expect(answer.head.status == .ok && answer["Cache-Control"]?.contains("no-store") == true)
        let json = try #require(answer.json)
        #expect(json["token_type"] == "Bearer" && json["expires_in"] == 900 && json["username"] == "ann")
        #expect(json["access_token"]?.string?.hasPrefix("latchkey_access_") == true)
        #expect(json["refresh_token"]?.string?.hasPrefix("latchkey_refresh_") == true)
        #expect(json["refresh_token_expires_in"] == 43_200)
        #expect(bench.audit.suffix(2) == ["ann sign-in-machine intended", "ann sign-in-machine done"])
        let known = await bench.verify(json)
        #expect(known.head.status == .noContent && known["X-Machine-User"] == "ann")
    }

    /// A code is spent by each of these, and worth nothing afterwards.
    @Test(arguments: [
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"), ("code_verifier", "short"),
        ("code_verifier", OAuthBench.challenge), ("code_verifier", OAuthBench.verifier + "\u{301}"),
        ("redirect_uri", "http://127.0.0.1:43211/callback"), ("redirect_uri", "http://[::1]:43210/callback"),
        ("client_id", "mairu"),
    ])
    func `a code of another is refused`(name: String, value: String) async throws {
        let code = try await bench.code()
        let answer = await bench.redeem(code, [name: value])
        #expect(answer.head.status == .badRequest && answer.error == "invalid_grant")
        #expect(answer.json?["access_token"] == nil)
        #expect(await bench.redeem(code).error == "invalid_grant")
    }

    @Test(arguments: [
        ("grant_type", nil, "invalid_request"), ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "client_credentials", "unsupported_grant_type"),
        ("grant_type", "implicit", "unsupported_grant_type"),
        ("code", nil, "invalid_request"), ("code", "x", "invalid_grant"), ("code", "", "invalid_request"),
        ("code", String(repeating: "A", count: 43), "invalid_grant"), ("code_verifier", nil, "invalid_request"),
        ("redirect_uri", nil, "invalid_request"), ("client_id", nil, "invalid_request"),
        ("client_id", "unknown", "invalid_client"),
    ])
    func `a request that is wrong is told so, and spends nothing`(name: String, value: String?, error: String)
        async throws
    {
        let code = try await bench.code()
        let answer = await bench.redeem(code, [name: value])
        #expect(answer.head.status == .badRequest && answer.error == error)
        #expect(answer["Content-Type"] == "application/json")
        let words = try #require(answer.json?["error_description"]?.string)
        #expect(words.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c })
        #expect(await bench.redeem(code).head.status == .ok)
    }

    @Test func `a body that is no form is refused`() async {
        let answer = await bench.ask(
            .make("POST", "/api/oauth/token", user: nil, body: "{}", [("CONTENT_TYPE", "application/json")]))
        #expect([400, 415].contains(answer.head.status.code))
        let twice = [("grant_type", "refresh_token"), ("grant_type", "refresh_token"), ("refresh_token", "x")]
        #expect(await bench.post("/api/oauth/token", twice).head.status == .badRequest)
        #expect(
            await bench.ask(.make("GET", "/api/oauth/token?grant_type=refresh_token", user: nil)).head.status
                == .methodNotAllowed)
    }

    @Test func `a code that comes again ends what came of it`() async throws {
        let code = try await bench.code()
        let tokens = try #require(await bench.redeem(code).json)
        #expect(await bench.verify(tokens).head.status == .noContent)
        #expect(await bench.redeem(code, ["code_verifier": "x"]).error == "invalid_grant")
        #expect(await bench.verify(tokens).head.status == .unauthorized)
        #expect(await bench.renew(tokens["refresh_token"]?.string).error == "invalid_grant")
        #expect(bench.audit.contains("ann end-machine done"))
    }

    @Test func `a code is good for a minute`() async throws {
        let code = try await bench.code()
        bench.clock.advance(61)
        #expect(await bench.redeem(code).error == "invalid_grant")
    }

    @Test func `what was agreed to before all was ended is worth nothing`() async throws {
        let code = try await bench.code()
        let ended = await bench.ask(
            .make("DELETE", "/machines", [("HTTP_ACCEPT", "application/json")]))
        #expect(ended.head.status == .noContent)
        #expect(await bench.redeem(code).error == "invalid_grant")
        #expect(await bench.redeem(try await bench.code()).head.status == .ok)
    }

    @Test func `no token leaves without an audit record`() async throws {
        let code = try await bench.code()
        let tokens = try await bench.signIn()
        try bench.breakAudit()
        for answer in [await bench.redeem(code), await bench.renew(tokens["refresh_token"]?.string)] {
            #expect(answer.head.status == .serviceUnavailable && answer.json?["access_token"] == nil)
        }
    }

    @Test func `while the table isn't there, that is told as it is`() async throws {
        let bench = try OAuthBench { operation, world in
            world.countsUses ? nil : (400, "AccessDeniedException")
        }
        let tokens = try await bench.signIn()
        bench.account.with { $0.countsUses = false }
        let answer = await bench.renew(tokens["refresh_token"]?.string)
        #expect(answer.head.status == .badGateway && answer.error == nil)
        #expect(await bench.verify(tokens).head.status == .badGateway)
    }

    // MARK: Refresh tokens

    @Test func `a refresh token is worth the next tokens, once`() async throws {
        let first = try await bench.signIn()
        let second = await bench.renew(first["refresh_token"]?.string)
        #expect(
            second.head.status == .ok
                && bench.audit.suffix(2) == ["ann renew-machine intended", "ann renew-machine done"])
        let again = await bench.renew(first["refresh_token"]?.string)
        #expect(again.head.status == .badRequest && again.error == "invalid_grant")
        // The whole family is dead.
        #expect(await bench.renew(second.json?["refresh_token"]?.string).error == "invalid_grant")
        #expect(await bench.verify(try #require(second.json)).head.status == .unauthorized)
        #expect(bench.audit.contains("ann end-machine done"))
    }

    @Test func `what isn't a refresh token of the client renews nothing`() async throws {
        let tokens = try await bench.signIn()
        let refresh = tokens["refresh_token"]?.string
        for text in [tokens["access_token"]?.string, "x", refresh.map { $0 + "A" }, "latchkey_refresh_"] {
            #expect(await bench.renew(text).error == "invalid_grant")
        }
        #expect(await bench.renew("").error == "invalid_request")
        #expect(await bench.renew(refresh, [("client_id", "mairu")]).error == "invalid_grant")
        #expect(await bench.renew(refresh, [("client_id", "unknown")]).error == "invalid_client")
        // None of that took anything away.
        #expect(await bench.renew(refresh, []).head.status == .ok)
    }

    // MARK: Clients that send a secret

    @Test func `a client may be named by basic authentication, whose secret counts for nothing`() async throws {
        let basic = "Basic " + Base64.encode(Array("latchkey:whatever".utf8))
        let code = try await bench.code()
        #expect(await bench.redeem(code, ["client_id": nil], [("LATCHKEY_AUTHORIZATION", basic)]).head.status == .ok)
    }

    @Test(arguments: [
        ("Basic " + Base64.encode(Array("mairu:x".utf8)), "invalid_request"), ("Basic x", "invalid_request"),
        ("Bearer x", "invalid_request"), ("Basic " + Base64.encode(Array("latchkey".utf8)), "invalid_request"),
    ])
    func `two clients in one request are refused`(field: String, error: String) async throws {
        let answer = await bench.redeem(try await bench.code(), [:], [("LATCHKEY_AUTHORIZATION", field)])
        #expect(answer.error == error)
    }

    @Test func `an unknown client that authenticates is told how`() async throws {
        let basic = "Basic " + Base64.encode(Array("unknown:x".utf8))
        let answer = await bench.redeem(
            try await bench.code(), ["client_id": nil], [("LATCHKEY_AUTHORIZATION", basic)])
        #expect(answer.head.status == .unauthorized && answer.error == "invalid_client")
        #expect(answer["WWW-Authenticate"] == "Basic realm=\"latchkey\"")
    }

    @Test func `the log has no token and no code`() async throws {
        let code = try await bench.code()
        let tokens = try #require(await bench.redeem(code).json)
        _ = await bench.renew(tokens["refresh_token"]?.string)
        _ = await bench.renew(tokens["refresh_token"]?.string)
        _ = await bench.redeem(code)
        let log = bench.lines.all.joined()
        for secret in [code, tokens["access_token"]?.string, tokens["refresh_token"]?.string, OAuthBench.verifier] {
            #expect(!log.contains(try #require(secret)))
        }
    }
}

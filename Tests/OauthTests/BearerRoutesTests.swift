import FastCGI
import Formats
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import oauth

@Suite(.timeLimit(.minutes(1))) struct BearerRoutesTests {
    private let bench: OAuthBench

    init() throws { bench = try OAuthBench() }

    @Test func `nginx is told who it is, and the session tags of the sign-in`() async throws {
        let form = try await bench.answer("yes", [:], user: "ann", [("LATCHKEY_TAG_Team", "blue + green")])
        let code = try #require(form.redirected["code"])
        let tokens = try #require(await bench.redeem(code).json)
        let known = await bench.verify(tokens)
        #expect(known.head.status == .noContent && known["X-Machine-User"] == "ann")
        #expect(known["X-Machine-Tags"] == "Team=blue%20%2B%20green")
    }

    @Test func `what isn't an access token of ours is refused without a look at the table`() async throws {
        let tokens = try await bench.signIn()
        let access = try #require(tokens["access_token"]?.string)
        let refresh = try #require(tokens["refresh_token"]?.string)
        let before = bench.account.with { $0.calls.count }
        let fields = [
            "", "Bearer", "Bearer ", "Bearer x", "Basic \(access)", access, "Bearer \(refresh)", "Bearer \(access)A",
            "Bearer \(access) ", "Bearer \(access.dropLast())", "Bearer \(access.uppercased())",
            "Bearer \(access)\u{301}", "Bearer latchkey_access_", "Bearer " + String(repeating: "A", count: 10_000),
        ]
        for field in fields {
            let answer = await bench.verify(field)
            #expect(answer.head.status == .unauthorized, "\(field)")
            #expect(answer["WWW-Authenticate"]?.contains("error=\"invalid_token\"") == true)
            #expect(answer["X-Machine-User"] == nil)
        }
        let none = await bench.ask(.make("GET", "/api/oauth/verify", user: "ann"))
        #expect(none.head.status == .unauthorized)
        #expect(await bench.verify("Bearer \(access)", "Bearer \(access)").head.status == .unauthorized)
        #expect(bench.account.with { $0.calls.count } == before)
        for scheme in ["bearer ", "Bearer  ", "BEARER   "] {
            #expect(await bench.verify(scheme + access).head.status == .noContent)
        }
    }

    @Test func `an expired token is refused`() async throws {
        let tokens = try await bench.signIn()
        bench.clock.advance(900)
        let answer = await bench.verify(tokens)
        #expect(answer.head.status == .unauthorized && answer.kind == "machine-not-signed-in")
    }

    @Test func `what the client itself names counts for nothing`() async throws {
        let tokens = try await bench.signIn()
        let access = try #require(tokens["access_token"]?.string)
        let asked = await bench.ask(
            .make("GET", "/api/oauth/verify", user: nil, [("HTTP_AUTHORIZATION", "Bearer \(access)")]))
        #expect(asked.head.status == .unauthorized)
    }
}

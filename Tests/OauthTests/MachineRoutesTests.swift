import FastCGI
import Formats
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import oauth

@Suite(.timeLimit(.minutes(1))) struct MachineRoutesTests {
    private let bench: OAuthBench

    init() throws { bench = try OAuthBench() }

    private func list(user: String? = "ann") async -> Response {
        await bench.ask(.make("GET", "/machines", user: user, [("HTTP_ACCEPT", "application/json")]))
    }

    private func page(user: String = "ann") async -> Response {
        await bench.ask(.make("GET", "/machines", user: user, [("HTTP_ACCEPT", "text/html")]))
    }

    private func ids(user: String = "ann") async -> [String] {
        guard case .array(let machines)? = await list(user: user).json?["machines"] else { return [] }
        return machines.compactMap { $0["id"]?.string }
    }

    @Test func `people see their own machines`() async throws {
        _ = try await bench.signIn(["machine": "Ann & Bob"])
        _ = try await bench.signIn(["machine": nil])
        _ = try await bench.signIn(user: "bob")
        let json = try #require(await list().json?["machines"])
        #expect(await ids().count == 2 && json.text.contains("Ann & Bob"))
        #expect(!json.text.contains("latchkey_"))
        let page = await page()
        #expect(page.text.contains("Ann &amp; Bob") && page.text.contains("a machine without a name"))
        #expect(await list(user: nil).head.status == .unauthorized)
        #expect(await self.page(user: "carol").text.contains("You are signed in on no machine"))
    }

    @Test func `people end one of their machines, and nobody else's`() async throws {
        let tokens = try await bench.signIn()
        let others = try await bench.signIn(["machine": "other"])
        let id = try #require(await ids().last)
        let path = "/machines/\(id)"
        let form = try #require(PageForm(in: await page().text, to: path, method: "DELETE"))
        #expect(await bench.ask(form.request(user: "bob")).head.status == .forbidden)
        let byBob = await bench.ask(.make("DELETE", path, user: "bob", [("HTTP_ACCEPT", "application/json")]))
        #expect(byBob.head.status == .notFound && byBob.kind == "no-such-machine")
        #expect(await ids().count == 2)
        let answer = await bench.ask(form.request())
        #expect(answer.head.status == .seeOther && answer["Location"]?.hasPrefix("/machines?notice=") == true)
        let told = await bench.ask(
            .make("GET", try #require(answer["Location"]), user: "ann", [("HTTP_ACCEPT", "text/html")]))
        #expect(told.text.contains("signed in any more"))
        let left = [tokens, others]
        var known = 0
        for tokens in left { known += await bench.verify(tokens).head.status == .noContent ? 1 : 0 }
        #expect(known == 1)
    }

    @Test(arguments: ["x", "AAAAAAAAAAAAAAAA", "%2e%2e"])
    func `a machine that isn't theirs isn't found`(id: String) async {
        let answer = await bench.ask(.make("DELETE", "/machines/\(id)", [("HTTP_ACCEPT", "application/json")]))
        #expect([400, 404].contains(answer.head.status.code))
    }

    @Test func `people end all of their machines, and looking ends none`() async throws {
        for _ in 0..<2 { _ = try await bench.signIn() }
        _ = try await bench.signIn(user: "bob")
        #expect(
            await bench.ask(.make("GET", "/machines?_method=DELETE", [("HTTP_ACCEPT", "text/html")])).head.status == .ok
        )
        #expect(await ids().count == 2)
        let form = try #require(PageForm(in: await page().text, to: "/machines", method: "DELETE"))
        #expect(await bench.ask(form.request()).head.status == .seeOther)
        #expect(await ids().isEmpty)
        #expect(bench.audit.contains("ann end-machines done"))
        #expect(await ids(user: "bob").count == 1)
    }

    @Test func `ending doesn't wait for the audit record`() async throws {
        _ = try await bench.signIn()
        try bench.breakAudit()
        let answer = await bench.ask(.make("DELETE", "/machines", [("HTTP_ACCEPT", "application/json")]))
        #expect(answer.head.status == .noContent)
        #expect(await ids().isEmpty)
    }
}

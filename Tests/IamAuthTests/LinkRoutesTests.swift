import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Testing
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct LinkRoutesTests {
    private func path(_ bench: IAMAuthBench, _ body: String = #"{"return_url":"/report?x=1"}"#) async throws -> String {
        let answer = await bench.post("/auth/link", proof: bench.proof(), body: body)
        let url = try #require(try JSONReader.read(answer.body)["url"]?.string)
        #expect(url.hasPrefix("https://portal.example/auth/link/"))
        return String(url.dropFirst("https://portal.example".count))
    }

    private static let browser = [
        ("CONTENT_TYPE", "application/x-www-form-urlencoded"), ("HTTP_ACCEPT", "text/html"),
        ("HTTP_ORIGIN", "https://portal.example"), ("HTTP_SEC_FETCH_SITE", "same-origin"),
    ]

    @Test func `the button spends the link, and leads to its address with a session`() async throws {
        let bench = try IAMAuthBench()
        let path = try await path(bench)
        let page = await bench.ask(.make("GET", path, user: nil, [("HTTP_ACCEPT", "text/html")]))
        #expect(page.head.status == .ok && page["Set-Cookie"] == nil && page.text.contains("portal.example"))
        #expect(page.text.contains("<code>arn:aws:iam::123456789012:user/alice</code>"))
        #expect(!page.text.contains("/keys"))
        let answer = await bench.ask(.make("POST", path, user: nil, Self.browser))
        #expect(answer.head.status == .seeOther && answer["Location"] == "/report?x=1")
        let cookie = try #require(answer["Set-Cookie"]).prefix { $0 != ";" }
        #expect(await bench.verify(cookie: String(cookie)).head.status == .noContent)
        #expect(await bench.ask(.make("POST", path, user: nil, Self.browser)).head.status == .forbidden)
        let used = await bench.ask(.make("GET", path, user: nil, [("HTTP_ACCEPT", "text/html")]))
        #expect(used.head.status == .ok && !used.text.contains("user/alice"))
    }

    @Test func `without an address the link leads to the first page`() async throws {
        let bench = try IAMAuthBench()
        for body in ["", "{}"] {
            let path = try await path(bench, body)
            #expect(await bench.ask(.make("POST", path, user: nil, Self.browser))["Location"] == "/")
        }
    }

    @Test(arguments: [
        ("/auth/link", "application/json", #"{"return_url":"/x","next":"/y"}"#, "next"),
        ("/auth/link", "application/json", #"{"return_URL":"/x"}"#, "return_URL"),
        ("/auth/link", "application/x-www-form-urlencoded", "return_url=%2Fx&next=%2Fy", "next"),
        ("/auth/link", "application/x-www-form-urlencoded", "Return_url=%2Fx", "Return_url"),
        ("/auth/link?return_url=%2Fx", "application/json", "{}", "return_url"),
        ("/auth/link?x", "application/x-www-form-urlencoded", "", "x"),
    ])
    func `what means nothing here is refused by its name, and the proof isn't spent`(
        path: String, type: String, body: String, name: String
    ) async throws {
        let bench = try IAMAuthBench()
        let answer = await bench.ask(
            .make(
                "POST", path, user: nil, body: body,
                [("CONTENT_TYPE", type), ("LATCHKEY_AUTHORIZATION", bench.proof())]))
        #expect(answer.head.status == .badRequest && bench.identities.count == 0)
        #expect(try JSONReader.read(answer.body)["member"]?.string == name)
    }

    @Test func `a form leads on as JSON does`() async throws {
        let bench = try IAMAuthBench()
        let answer = await bench.ask(
            .make(
                "POST", "/auth/link", user: nil, body: "return_url=%2Freport%3Fx%3D1",
                [("CONTENT_TYPE", "application/x-www-form-urlencoded"), ("LATCHKEY_AUTHORIZATION", bench.proof())]))
        let url = try #require(try JSONReader.read(answer.body)["url"]?.string)
        let path = String(url.dropFirst("https://portal.example".count))
        #expect(await bench.ask(.make("POST", path, user: nil, Self.browser))["Location"] == "/report?x=1")
    }

    @Test func `a link lives for a minute`() async throws {
        let bench = try IAMAuthBench()
        let path = try await path(bench)
        bench.clock.setAhead(61)
        let answer = await bench.ask(.make("POST", path, user: nil, Self.browser))
        #expect(answer.head.status == .forbidden, "\(answer.head.status) \(answer.text)")
    }

    @Test func `an address that isn't of this server is refused, and the proof isn't spent`() async throws {
        let bench = try IAMAuthBench()
        let answer = await bench.post("/auth/link", proof: bench.proof(), body: #"{"return_url":"//evil.example"}"#)
        #expect(answer.head.status == .badRequest && bench.identities.count == 0)
    }

    @Test func `a sign-in that was revoked after the proof doesn't happen`() async throws {
        let bench = try IAMAuthBench()
        let path = try await path(bench)
        let target = try #require(RevocationTarget("AIDAEXAMPLE0000000"))
        #expect(target.text == "AIDAEXAMPLE0000000")
        let table = bench.service.tokensTable
        let alice = try #require(RevocationTarget("arn:aws:iam::123456789012:user/alice"))
        let now = bench.clock.now
        _ = try await RevocationTable(table: table, seal: .usual, dynamoDB: .init(bench.service.client)).change(at: now)
        {
            $0.add(alice, at: Int(now.timeIntervalSince1970))
        }
        let (revocations, log) = (bench.service.revocations, bench.lines.logger)
        let reading = Task { await revocations.keepFresh(log: log) }
        defer { reading.cancel() }
        let arn = try #require(ARN("arn:aws:iam::123456789012:user/alice"))
        let identity = try #require(IAMIdentity(arn: arn, userID: nil))
        while try await !revocations.ends(identity, since: 1, by: .now + .seconds(10), log: log) {
            try await Task.sleep(for: .milliseconds(1))
        }
        let answer = await bench.ask(.make("POST", path, user: nil, Self.browser))
        #expect(answer.head.status == .unauthorized && answer["Set-Cookie"] == nil)
    }

    @Test func `without an audit record nobody is signed in`() async throws {
        let bench = try IAMAuthBench()
        let path = try await path(bench)
        try bench.breakAudit()
        let answer = await bench.ask(.make("POST", path, user: nil, Self.browser))
        #expect(answer.head.status == .serviceUnavailable && answer["Set-Cookie"] == nil)
    }
}

import FastCGI
import FoundationEssentials
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import oauth

@Suite(.timeLimit(.minutes(1))) struct AuthorizationRoutesTests {
    private let bench: OAuthBench

    init() throws { bench = try OAuthBench() }

    @Test func `the page says who asks for what and names the machine`() async throws {
        let page = await bench.page(["machine": "ann's <laptop>"])
        #expect(page.head.status == .ok)
        for text in ["<b>latchkey</b>", "ann&#39;s &lt;laptop&gt;", "12 hours", "Signed in as</span> <b>ann</b>"] {
            #expect(page.text.contains(text), "\(text)")
        }
        let policy = try #require(page["Content-Security-Policy"])
        #expect(policy.contains("form-action 'self' http://127.0.0.1:43210;"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(bench.account.with { $0.calls.isEmpty })
    }

    @Test func `a program that doesn't name the machine is shown so`() async {
        #expect(await bench.page(["machine": nil]).text.contains("doesn't say its name"))
    }

    @Test func `who isn't signed in gets nothing`() async {
        #expect(await bench.page(user: nil).head.status == .unauthorized)
    }

    @Test func `yes leads to the program with a code, its state and the issuer`() async throws {
        let answer = try await bench.answer()
        #expect(answer.head.status == .seeOther)
        #expect(answer["Location"]?.hasPrefix(OAuthBench.redirect + "?code=") == true)
        #expect(answer.redirected["state"] == "s0" && answer.redirected["iss"] == "https://portal.example")
        #expect(answer.redirected["code"]?.utf8.count == 43)
        #expect(bench.audit == ["ann authorize-machine intended", "ann authorize-machine done"])
    }

    @Test func `no leads to the program without one`() async throws {
        let answer = try await bench.answer("no")
        #expect(answer.redirected["error"] == "access_denied" && answer.redirected["code"] == nil)
        #expect(answer.redirected["state"] == "s0" && answer.redirected["iss"] == "https://portal.example")
        #expect(bench.account.with { $0.tokensTable.items.isEmpty })
    }

    /// What is sent to nobody, because nobody knows who is asking.
    @Test(arguments: [
        ("client_id", "unknown"), ("client_id", nil), ("client_id", "Latchkey"),
        ("redirect_uri", nil), ("redirect_uri", "https://evil.example/callback"),
        ("redirect_uri", "http://127.0.0.1:80@evil.example/callback"), ("redirect_uri", "http://127.0.0.1/callback"),
        ("redirect_uri", "http://127.0.0.1.evil.example:1/callback"),
        ("redirect_uri", "http://localhost:43210/callback"),
        ("redirect_uri", "https://127.0.0.1:43210/callback"), ("redirect_uri", "http://127.0.0.1:0/callback"),
        ("redirect_uri", "http://127.0.0.1:65536/callback"), ("redirect_uri", "http://127.0.0.1:043210/callback"),
        ("redirect_uri", "http://127.0.0.1:43210/other"), ("redirect_uri", "http://127.0.0.1:43210/callback/"),
        ("redirect_uri", "http://127.0.0.1:43210/callback?x=1"), ("redirect_uri", "http://127.0.0.1:43210/callback#x"),
        ("redirect_uri", "http://127.0.0.1:43210//callback"), ("redirect_uri", "HTTP://127.0.0.1:43210/callback"),
        ("redirect_uri", "http://127.0.0.1:43210/callback\u{301}"), ("redirect_uri", "http://127.1:43210/callback"),
        ("redirect_uri", "http://[::1]:1@evil/callback"), ("redirect_uri", "http://127.0.0.1:43210/oauth2callback"),
    ])
    func `a program that isn't known, or isn't on this machine, isn't answered`(name: String, value: String?)
        async throws
    {
        let page = await bench.page([name: value])
        #expect([400, 403].contains(page.head.status.code))
        #expect(page["Location"] == nil && !page.text.contains("evil"))
        // Nor when the form is sent at once.
        var form = try #require(PageForm(in: await bench.page().text, to: "/api/oauth/authorize"))
        form.fields = form.fields.compactMap { $0.name == name ? value.map { (name, $0) } : $0 }
        let sent = await bench.ask(form.request())
        #expect([400, 403].contains(sent.head.status.code) && sent["Location"] == nil)
        #expect(bench.account.with { $0.tokensTable.items.isEmpty })
    }

    /// What the program is told.
    @Test(arguments: [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "id_token", "unsupported_response_type"),
        ("response_type", "code token", "unsupported_response_type"),
        ("response_type", nil, "unsupported_response_type"),
        ("code_challenge_method", "plain", "invalid_request"), ("code_challenge_method", nil, "invalid_request"),
        ("code_challenge_method", "s256", "invalid_request"), ("code_challenge", nil, "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", "invalid_request"),
        ("machine", "ann\u{7}", "invalid_request"), ("machine", "é", "invalid_request"),
        ("machine", String(repeating: "m", count: 65), "invalid_request"), ("state", "a\nb", "invalid_request"),
        ("state", String(repeating: "s", count: 1_025), "invalid_request"),
    ])
    func `a program that asks wrongly is told so`(name: String, value: String?, error: String) async throws {
        let page = await bench.page([name: value])
        #expect(page.head.status == .found && page.redirected["error"] == error)
        #expect(page["Location"]?.hasPrefix(OAuthBench.redirect + "?error=") == true)
        #expect(
            page.redirected["state"] == (name == "state" ? nil : "s0")
                && page.redirected["iss"] == "https://portal.example")
        #expect(bench.account.with { $0.calls.isEmpty })
    }

    @Test func `members that mean nothing are passed over, and one that comes twice isn't`() async {
        #expect(await bench.page(["scope": "openid profile", "nonce": "n"]).head.status == .ok)
        let twice = OAuthBench.encoded(OAuthBench.query() + [("client_id", "mairu")])
        let page = await bench.ask(.make("GET", "/api/oauth/authorize?" + twice, [("HTTP_ACCEPT", "text/html")]))
        #expect(page.head.status == .badRequest)
    }

    @Test func `nothing is agreed to without the page's token, by somebody else's page or by another person`()
        async throws
    {
        let shown = await bench.page()
        let form = try #require(PageForm(in: shown.text, to: "/api/oauth/authorize"))
        var without = form
        without.fields.removeAll { $0.name == "csrf" }
        let answers = [
            await bench.ask(without.request()), await bench.ask(form.request(user: "bob")),
            await bench.ask(form.request([("HTTP_SEC_FETCH_SITE", "cross-site")])),
        ]
        for answer in answers {
            #expect([400, 403].contains(answer.head.status.code) && answer["Location"] == nil)
        }
        #expect(bench.account.with { $0.tokensTable.items.isEmpty })
    }

    @Test func `a look changes nothing, whatever it says`() async {
        _ = await bench.page(["answer": "yes"])
        #expect(bench.account.with { $0.calls.isEmpty } && bench.audit.isEmpty)
    }

    @Test func `no code leaves without an audit record`() async throws {
        let form = try #require(PageForm(in: await bench.page().text, to: "/api/oauth/authorize"))
        try bench.breakAudit()
        let answer = await bench.ask(form.request())
        #expect(answer.head.status == .serviceUnavailable && answer["Location"] == nil)
        #expect(bench.account.with { $0.tokensTable.items.isEmpty })
    }

    @Test func `session tags that don't fit are told`() async throws {
        let tags = (0..<10).map { ("LATCHKEY_TAG_Key\($0)", String(repeating: "v", count: 250)) }
        let answer = try await bench.answer("yes", [:], user: "ann", tags)
        #expect(answer.head.status == .forbidden && answer["Location"] == nil)
    }

    @Test func `a redirect over IPv6 is taken`() async throws {
        let redirect = "http://[::1]:43210/callback"
        let answer = try await bench.answer("yes", ["redirect_uri": redirect])
        #expect(answer["Location"]?.hasPrefix(redirect + "?code=") == true)
    }

    @Test func `with none in the settings, nobody may ask`() async throws {
        let bench = try OAuthBench(["LATCHKEY_OAUTH_CLIENTS": "none"])
        #expect(await bench.page().head.status == .forbidden)
    }
}

import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Synchronization
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import console

@Suite(.timeLimit(.minutes(1))) struct LoginRoutesTests {
    private static let home = "https://console.aws.amazon.com/console/home"
    private static let deep = "https://s3.console.aws.amazon.com/s3/buckets/a?region=eu-west-1#b=c&d|e"
    private static let relay = "/?relay=" + PercentEncoding.encode(deep)

    /// The form that logs in, on the page at `target`.
    private func form(_ bench: ConsoleBench, _ target: String = "/") async throws -> PageForm {
        try #require(PageForm(in: await bench.page(target).text, to: "/console"))
    }

    private func destination(_ response: Response) throws -> String? {
        let location = try #require(response.head.headerFields[.location])
        let pairs = location.split(separator: "?", maxSplits: 1).last?.split(separator: "&") ?? []
        return pairs.first { $0.hasPrefix("Destination=") }.flatMap { PercentEncoding.decode($0.dropFirst(12)) }
    }

    // MARK: The page

    @Test func `the page has a form that leads to the console's first page`() async throws {
        let bench = try ConsoleBench()
        let page = await bench.page("/")
        #expect(page.head.status == .ok)
        #expect(!page.text.contains("It opens at"))
        let answer = await bench.submit(try await form(bench))
        #expect(answer.head.status == .found)
        #expect(try destination(answer) == Self.home)
        #expect(bench.audit.contains(#""action":"console-login""#))
    }

    @Test func `a link to a page of the console survives the login`() async throws {
        let bench = try ConsoleBench()
        let form = try await form(bench, Self.relay)
        #expect(form.fields.contains { $0 == ("relay", Self.deep) })
        #expect(try destination(await bench.submit(form)) == Self.deep)
    }

    @Test func `a program is told where a login leads`() async throws {
        let answer = try await ConsoleBench().send("GET", Self.relay)
        #expect(answer.text == #"{"Destination":"\#(Self.deep)","UserName":"ann"}"# + "\n")
    }

    @Test func `looking at the page changes nothing, whatever is set`() async throws {
        for setting in ["on", "off"] {
            let bench = try ConsoleBench(["LATCHKEY_PREPARE_ROLES": setting])
            for target in ["/", Self.relay] {
                #expect(await bench.page(target).head.status == .ok)
                #expect(await bench.send("GET", target).head.status == .ok)
                #expect(await bench.send("HEAD", target).head.status == .ok)
            }
            try await Task.sleep(for: .milliseconds(200))
            #expect(bench.writes == [])
            #expect(bench.account.roleNames.isEmpty)
        }
    }

    // MARK: Preparing the role

    @Test func `the page asks for its role to be made ready only where that is set`() async throws {
        let on = try ConsoleBench(["LATCHKEY_PREPARE_ROLES": "on"])
        #expect(await on.page("/").text.contains(#" data-prepare="/console/prepare""#))
        let off = try ConsoleBench()
        #expect(await !off.page("/").text.contains("data-prepare"))
        #expect(await off.send("POST", "/console/prepare", "{}").head.status == .notFound)
        #expect(off.account.roleNames.isEmpty)
    }

    @Test func `a POST makes the role ready, and the login finds it so`() async throws {
        let bench = try ConsoleBench(["LATCHKEY_PREPARE_ROLES": "on"])
        let answer = await bench.send("POST", "/console/prepare", "{}")
        #expect(answer.head.status == .accepted)
        while bench.account.with({ $0.table.items["ann"]?["synced_at"] == nil }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(bench.account.roleNames == ["user_ann"])
        let writes = bench.writes.filter { $0 != "UpdateItem" }
        #expect(await bench.submit(try await form(bench)).head.status == .found)
        #expect(bench.writes.filter { $0 != "UpdateItem" } == writes)
    }

    @Test(arguments: [
        [("HTTP_ORIGIN", "https://evil.example"), ("CONTENT_TYPE", "application/json")],
        [("HTTP_SEC_FETCH_SITE", "cross-site"), ("CONTENT_TYPE", "application/json")],
        [("CONTENT_TYPE", "application/x-www-form-urlencoded")], [("CONTENT_TYPE", "text/plain")],
    ])
    func `no other site can have a role made ready`(parameters: [(String, String)]) async throws {
        let bench = try ConsoleBench(["LATCHKEY_PREPARE_ROLES": "on"])
        let answer = await bench.ask(.make("POST", "/console/prepare", body: "{}", parameters))
        #expect([400, 403].contains(answer.head.status.code))
        try await Task.sleep(for: .milliseconds(100))
        #expect(bench.writes == [])
    }

    @Test func `somebody without an IAM user has no role made ready`() async throws {
        let bench = try ConsoleBench(["LATCHKEY_PREPARE_ROLES": "on"])
        let answer = await bench.send("POST", "/console/prepare", "{}", user: "ghost")
        #expect(answer.head.status == .forbidden)
        #expect(bench.writes == [])
    }

    // MARK: The login

    @Test func `a program gets the link in JSON, which no cache may keep`() async throws {
        let answer = try await ConsoleBench().send("POST", "/console", #"{"relay":"\#(Self.deep)"}"#)
        #expect(answer.head.status == .ok)
        #expect(answer.text.contains(#""url":"https://signin.aws.amazon.com/federation?Action=login"#))
        #expect(answer.fields[.cacheControl]?.contains("no-store") == true)
    }

    @Test func `whoever asks for it is signed out of the console first`() async throws {
        let bench = try ConsoleBench()
        let answer = await bench.submit(try await form(bench), [("sign_out_first", "1")])
        let location = try #require(answer.head.headerFields[.location])
        #expect(location.hasPrefix("https://us-east-1.signin.aws.amazon.com/oauth?Action=logout&redirect_uri="))
    }

    @Test func `the longest link that is taken fits into an answer's head`() async throws {
        let bench = try ConsoleBench()
        let start = "https://console.aws.amazon.com/"
        let long = start + "#" + String(repeating: "&", count: 4_096 - start.utf8.count - 1)
        let form = try await form(bench, "/?relay=" + PercentEncoding.encode(long))
        let answer = await bench.submit(form, [("sign_out_first", "1")])
        #expect(answer.head.status == .found)
        // nginx takes 32 KiB, and a real sign-in token has some 3,000 bytes.
        #expect(try #require(answer.head.headerFields[.location]).utf8.count < 32 * 1_024 - 4_096)
    }

    // MARK: Links that aren't taken

    @Test(arguments: [
        "https://evil.example/<b>", "http://console.aws.amazon.com/", "https://console.aws.amazon.com:1/",
    ])
    func `a link that isn't taken is shown, with a way to the console's first page`(link: String) async throws {
        let bench = try ConsoleBench()
        let page = await bench.page("/?relay=" + PercentEncoding.encode(link))
        #expect(page.head.status == .badRequest)
        #expect(page.text.contains(link.replacing("<", with: "&lt;").replacing(">", with: "&gt;")))
        #expect(page.text.contains(#"href="/">Open the console&#39;s first page</a>"#))
        let data = await bench.send("POST", "/console", #"{"relay":"\#(link)"}"#)
        #expect(data.head.status == .badRequest)
        #expect(data.text.contains(#""member":"relay""#) && data.text.contains("“\(link)”"))
        #expect(bench.writes == [])
    }

    @Test func `of a link that is too long, the beginning is shown`() async throws {
        let bench = try ConsoleBench()
        let link = "https://console.aws.amazon.com/" + String(repeating: "a", count: 9_000)
        let page = await bench.page("/?relay=" + link)
        #expect(page.head.status == .badRequest)
        #expect(page.text.contains("https://console.aws.amazon.com/aaa") && page.text.utf8.count < 8_000)
        #expect(page.text.contains("at most 4096 bytes"))
    }

    // MARK: A login that fails

    @Test func `the record of a login that fails after it was begun is followed by one of the failure`() async throws {
        let bench = try ConsoleBench { operation, _ in
            operation == "getSigninToken" ? (400, "InvalidRequest") : nil
        }
        let answer = await bench.send("POST", "/console")
        #expect(answer.head.status.code >= 500)
        let problem = try #require(lines(bench)["problem"])
        let results = bench.audit.matches(of: /"action":"console-login",.*?"result":"([a-z-]+)"/).map(\.1)
        #expect(results == ["done", Substring(problem)])
    }

    @Test func `trying again keeps the link, whether the page or the login failed`() async throws {
        let isDown = Mutex(false)
        let bench = try ConsoleBench { operation, _ in
            isDown.withLock { $0 } && operation != "GetUser" ? (403, "AccessDenied") : nil
        }
        let form = try await form(bench, Self.relay)
        isDown.withLock { $0 = true }
        let failed = await bench.submit(form, [("recreate", "1"), ("sign_out_first", "1")])
        #expect(failed.head.status == .badGateway)
        let link = "/?relay=\(PercentEncoding.encode(Self.deep))&amp;recreate=1&amp;sign_out_first=1"
        #expect(failed.text.contains(#"href="\#(link)""#))
        // What was chosen is chosen there too, and nothing is sent before the person says so.
        isDown.withLock { $0 = false }
        let again = await bench.page(link.replacing("&amp;", with: "&"))
        #expect(again.text.contains(#"name="recreate" value="1" checked"#))
        #expect(again.text.contains(#"name="sign_out_first" value="1" checked"#))
        #expect(!again.text.contains("data-countdown"))
    }

    @Test func `a page that couldn't be shown is tried again at the same address`() async throws {
        let bench = try ConsoleBench { operation, _ in operation == "GetUser" ? (403, "AccessDenied") : nil }
        let page = await bench.page(Self.relay)
        #expect(page.head.status == .badGateway)
        #expect(page.text.contains(#"href="\#(Self.relay)">Try again</a>"#))
    }

    @Test func `a page that stood open too long says so, and leads to a new one with everything on it`() async throws {
        let clock = ManualClock()
        let bench = try ConsoleBench(clock: clock)
        let form = try await form(bench, Self.relay)
        clock.advance(12 * 60 * 60)
        let old = await bench.submit(form, [("recreate", "1")])
        #expect(old.head.status == .forbidden)
        #expect(old.text.contains("This page stood open too long"))
        #expect(old.text.contains(#"href="/?relay=\#(PercentEncoding.encode(Self.deep))&amp;recreate=1""#))
        #expect(bench.writes == [])
        #expect(try lines(bench)["problem"] == "page-expired")
    }

    private func lines(_ bench: ConsoleBench) throws -> [String: String] {
        try bench.lines.members(bench.lines.all.count - 1)
    }

    // MARK: What is sent

    @Test(arguments: ["DurationSeconds", "Relay", "csrf"])
    func `a member that means nothing is refused by name`(member: String) async throws {
        let bench = try ConsoleBench()
        let answer = await bench.send("POST", "/console", #"{"\#(member)":7200}"#)
        #expect(answer.head.status == .badRequest)
        #expect(answer.text.contains(#""member":"\#(member)""#))
        #expect(bench.writes == [])
    }

    @Test func `an address that takes forms alone leads people to the page that has one`() async throws {
        let bench = try ConsoleBench()
        for (target, place) in [("/console", "/"), ("/console?relay=a%26b", "/?relay=a%26b"), ("/console/revoke", "/")]
        {
            let answer = await bench.page(target)
            #expect(answer.head.status == .seeOther)
            #expect(answer.head.headerFields[.location] == place)
        }
        let data = await bench.send("GET", "/console")
        #expect(data.head.status == .methodNotAllowed)
    }

    @Test func `a slash at the end of an address leads to the one without`() async throws {
        let answer = try await ConsoleBench().page("/console/role/?a=b%26")
        #expect(answer.head.status == .permanentRedirect)
        #expect(answer.head.headerFields[.location] == "/console/role?a=b%26")
    }
}

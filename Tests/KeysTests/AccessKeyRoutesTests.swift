import FastCGI
import FoundationEssentials
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import keys

@Suite(.timeLimit(.minutes(1))) struct AccessKeyRoutesTests {
    private static let first = "AKIAIOSFODNN7EXAMPLE"
    private static let second = "AKIAI44QH8DHBEXAMPLE"

    private func form(_ bench: KeysBench, _ action: String, _ method: String = "POST") async throws -> PageForm {
        try #require(PageForm(in: await bench.page().text, to: action, method: method))
    }

    // MARK: Listing

    @Test func `keys are listed with when they were used last`() async throws {
        let bench = try KeysBench([Self.first])
        bench.account.with { $0.usedKeys = [Self.first] }
        let data = await bench.send("GET", "/keys")
        #expect(data.text.contains(#""AccessKeyLastUsed":{"LastUsedDate":"2030-01-01T00:00:00Z"}"#))
        #expect(data.text.contains(#""AccessKeysPerUserQuota":2,"UserName":"ann"}"#))
    }

    @Test(arguments: [(500, "InternalFailure"), (400, "Throttling"), (403, "AccessDenied"), (404, "NoSuchEntity")])
    func `keys whose last use can't be had are listed all the same`(status: Int, code: String) async throws {
        let bench = try KeysBench([Self.first]) { operation, _ in
            operation == "GetAccessKeyLastUsed" ? (status, code) : nil
        }
        let page = await bench.page()
        #expect(page.head.status == .ok)
        #expect(page.text.contains(Self.first) && page.text.contains("unknown"))
        let data = await bench.send("GET", "/keys")
        #expect(data.head.status == .ok)
        #expect(data.text.contains(Self.first) && !data.text.contains("AccessKeyLastUsed"))
    }

    @Test func `a list that IAM doesn't give is none`() async throws {
        let bench = try KeysBench { operation, _ in operation == "ListAccessKeys" ? (403, "AccessDenied") : nil }
        #expect(await bench.page().head.status == .badGateway)
    }

    // MARK: Making

    @Test func `a form makes a key, whose secret is on that page alone`() async throws {
        let bench = try KeysBench()
        let page = await bench.ask(try await form(bench, "/keys").request())
        #expect(page.head.status == .created)
        let made = try #require(bench.keys.first)
        #expect(page.text.contains(made) && page.text.contains(#"id="secret-access-key""#))
        #expect(await !bench.page().text.contains("secret-access-key"))
        #expect(bench.audit.contains(#""action":"create-access-key""#) && bench.audit.contains(made))
    }

    @Test func `a program gets the key's address`() async throws {
        let bench = try KeysBench()
        let answer = await bench.send("POST", "/keys", #"{"access_key_ids":[]}"#)
        #expect(answer.head.status == .created)
        #expect(answer.head.headerFields[.location] == "/keys/\(try #require(bench.keys.first))")
    }

    @Test func `a form that is sent again makes no second key`() async throws {
        let bench = try KeysBench()
        let form = try await form(bench, "/keys")
        _ = await bench.ask(form.request())
        #expect(await bench.ask(form.request()).head.status == .conflict)
        #expect(bench.keys.count == 1)
    }

    @Test(arguments: [
        (#"{"access_key_ids":["x"]}"#, "access_key_ids"), (#"{"access_key_ids":"AKIA"}"#, "access_key_ids"),
        (#"{"UserName":"bob"}"#, "UserName"),
    ])
    func `a body that can't be meant makes no key`(body: String, member: String) async throws {
        let bench = try KeysBench()
        let answer = await bench.send("POST", "/keys", body)
        #expect(answer.head.status == .badRequest)
        #expect(answer.text.contains(#""member":"\#(member)"#))
        #expect(bench.keys.isEmpty)
    }

    // MARK: Changing

    @Test func `deactivating, activating and deleting are told once, with the key's name`() async throws {
        let bench = try KeysBench([Self.first])
        let path = "/keys/\(Self.first)"
        for (action, method, words) in [
            ("\(path)/active", "DELETE", "is inactive"), ("\(path)/active", "POST", "is active again"),
            (path, "DELETE", "has been deleted"),
        ] {
            let answer = await bench.ask(try await form(bench, action, method).request())
            #expect(answer.head.status == .seeOther)
            let location = try #require(answer.head.headerFields[.location])
            let notice = try #require(await notice(bench.page(location)))
            #expect(notice.contains("<code>\(Self.first)</code>") && notice.contains(words))
            #expect(await self.notice(bench.page(location, user: "bob")) == nil, "it isn't bob's notice")
        }
        #expect(bench.keys.isEmpty)
    }

    @Test(arguments: ["deleted", "deleted.AKIAIOSFODNN7EXAMPLE", "x.y.z", ""])
    func `a link can't make the page say that something happened`(text: String) async throws {
        let page = try await KeysBench([Self.first]).page("/keys?notice=\(text)")
        #expect(page.head.status == .ok)
        #expect(notice(page) == nil)
    }

    @Test func `a notice is gone after a minute`() async throws {
        let clock = ManualClock()
        let bench = try KeysBench([Self.first], clock: clock)
        let answer = await bench.ask(try await form(bench, "/keys/\(Self.first)", "DELETE").request())
        let location = try #require(answer.head.headerFields[.location])
        clock.advance(59)
        #expect(await notice(bench.page(location)) != nil)
        clock.advance(1)
        #expect(await notice(bench.page(location)) == nil)
    }

    /// The message about what happened, on a page.
    private func notice(_ page: Response) -> String? {
        page.text.firstMatch(of: /<div class="alert [a-z]+"[^>]*>(.*?)<\/div>/).map { String($0.1) }
    }

    @Test func `without the audit file a key can be deactivated and deleted, but not activated`() async throws {
        let bench = try KeysBench([Self.first])
        try bench.breakAudit()
        let path = "/keys/\(Self.first)"
        #expect(await bench.send("PATCH", path, #"{"Status":"Inactive"}"#).head.status == .ok)
        #expect(await bench.send("PATCH", path, #"{"Status":"Active"}"#).head.status == .serviceUnavailable)
        #expect(await bench.send("POST", path + "/active").head.status == .serviceUnavailable)
        #expect(bench.account.with { $0.inactiveKeys } == [Self.first])
        #expect(await bench.send("DELETE", path + "/active").head.status == .ok)
        #expect(await bench.send("DELETE", path).head.status == .noContent)
        #expect(bench.keys.isEmpty)
    }

    @Test func `the token of one form is good for no other`() async throws {
        let bench = try KeysBench([Self.first, Self.second])
        let deactivation = try await form(bench, "/keys/\(Self.first)/active", "DELETE")
        let deletion = try await form(bench, "/keys/\(Self.second)", "DELETE")
        let token = try #require(deactivation.fields.first { $0.name == "csrf" })
        for target in [
            try await form(bench, "/keys/\(Self.first)", "DELETE"), deletion,
            try await form(bench, "/keys/\(Self.second)/active", "DELETE"),
        ] {
            var forged = target
            forged.fields = target.fields.map { $0.name == "csrf" ? token : $0 }
            #expect(await bench.ask(forged.request()).head.status == .forbidden)
        }
        #expect(bench.keys == [Self.first, Self.second])
        #expect(bench.account.with { $0.inactiveKeys } == [])
        #expect(await bench.ask(deletion.request()).head.status == .seeOther)
        #expect(bench.keys == [Self.first])
    }

    @Test(arguments: [
        (#"{"Status":"Inactive"}"#, 200), (#"{"Status":"Expired"}"#, 400), (#"{"Status":1}"#, 400),
        (#"{}"#, 400), (#"{"Status":"Active","UserName":"bob"}"#, 400),
    ])
    func `a program changes a key's status by its name`(body: String, status: Int) async throws {
        let bench = try KeysBench([Self.first])
        let answer = await bench.send("PATCH", "/keys/\(Self.first)", body)
        #expect(answer.head.status.code == status)
        #expect(bench.account.with { $0.inactiveKeys } == (status == 200 ? [Self.first] : []))
    }

    @Test(arguments: ["/keys/AKIAOTHER00000000000", "/keys/x", "/keys/AKIA%2F.."])
    func `a key that isn't the caller's is no key`(path: String) async throws {
        let bench = try KeysBench([Self.first])
        #expect(await bench.send("DELETE", path).head.status.code >= 400)
        #expect(bench.keys == [Self.first])
        #expect(!bench.account.with { $0.operations }.contains("DeleteAccessKey"))
    }

    // MARK: Addresses

    @Test func `an address of a single key leads people to the list`() async throws {
        let bench = try KeysBench([Self.first])
        for target in ["/keys/\(Self.first)", "/keys/\(Self.first)/active"] {
            let answer = await bench.page(target)
            #expect(answer.head.status == .seeOther)
            #expect(answer.head.headerFields[.location] == "/keys")
        }
        #expect(await bench.send("GET", "/keys/\(Self.first)").head.status == .methodNotAllowed)
    }

    @Test func `a slash at the end of an address leads to the one without`() async throws {
        let bench = try KeysBench()
        for (target, place) in [("/keys/", "/keys"), ("/keys/?x=1", "/keys?x=1")] {
            let answer = await bench.page(target)
            #expect(answer.head.status == .permanentRedirect)
            #expect(answer.head.headerFields[.location] == place)
        }
        #expect(await bench.send("POST", "/keys/").head.status == .notFound)
        #expect(await bench.page("//evil.example/").head.status == .notFound)
    }
}

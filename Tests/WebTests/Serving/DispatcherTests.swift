import AWS
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import Logging
import Pages
import Program
import Secrets
import Settings
import SignOn
import Synchronization
import TestSupport
import Testing
import WebTestSupport

@testable import Web

@Suite(.timeLimit(.minutes(1))) struct DispatcherTests {
    private struct Odd: Error { let text = "stack and innards" }

    private let lines = Lines()
    private let changes = Changes()
    private let pages: Portal
    private let tokens = FormTokens(secret: Secret(String(repeating: "k", count: 32)))

    final class Changes: Sendable {
        let count = Mutex(0)
        func add() { count.withLock { $0 += 1 } }
    }

    init() throws {
        pages = Portal(try Settings.read(PageSettings.self, environment: [:]), sections: [])
    }

    private func dispatcher(maximumRequestsPerCaller: Int = 32) -> Dispatcher {
        let changes = changes
        let signOn = RemoteUser(mapping: .asIs, secret: nil)
        return Dispatcher(
            routes: [
                signOn.route(.get, "/keys") { context, caller in
                    switch context.representation {
                    case .page:
                        .page(Page("Keys", main: try context.forms(for: caller).form(to: "/keys", .button("Go"))))
                    case .data: .json(["user": .string(caller.name)])
                    }
                },
                signOn.route(.post, "/keys") { _, _ in
                    changes.add()
                    return .seeOther("/keys?notice=created")
                },
                signOn.route(.patch, "/keys/{id}", members: ["status"]) { context, _ in
                    let status = try context.json().string("status")
                    changes.add()
                    return .json(["id": .string(try context.capture("id")), "status": .string(status)])
                },
                signOn.route(.delete, "/keys/{id}") { _, _ in
                    changes.add()
                    return .noContent
                },
                signOn.route(.get, "/odd") { _, _ in throw Odd() },
                signOn.route(.get, "/audit") { _, _ in throw AuditError(destination: "/x", reason: "full") },
                signOn.route(.get, "/slow") { _, _ in
                    changes.add()
                    try await Task.sleep(for: .seconds(30))
                    return .noContent
                },
                signOn.route(.get, "/sign") { _, _ in
                    .page(
                        Page("S", formDestinations: ["https://signin.aws.amazon.com", "x; script-src *"], main: .empty))
                },
                Route(open: .get, "/open", offers: [.health, .plain]) { .json([:], type: $0.media) },
                signOn.route(.post, "/token", forgery: .none) { context, _ in
                    .json(["grant": .string(try context.form()["grant_type"] ?? "")])
                },
            ],
            claimedName: signOn.claimedName, tokens: tokens, pages: pages,
            maximumRequestsPerCaller: maximumRequestsPerCaller, timeout: .seconds(5), log: lines.handler)
    }

    private func token(_ method: HTTPRequest.Method, _ path: String, of caller: String = "ann") -> String {
        tokens.token(for: caller, purpose: FormPurpose(method, path), lifetime: nil)
    }

    private func text(_ response: Response) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    @Test func `a person gets a page, a program JSON`() async {
        let page = await dispatcher().respond(to: .make("GET", "/keys", [("HTTP_ACCEPT", "text/html,*/*;q=0.8")]))
        #expect(page.head.headerFields[.contentType] == "text/html; charset=utf-8")
        #expect(text(page).contains("name=\"csrf\""))
        let data = await dispatcher().respond(to: .make("GET", "/keys", [("HTTP_ACCEPT", "*/*")]))
        #expect(data.head.headerFields[.contentType] == "application/json")
        #expect(text(data) == "{\"user\":\"ann\"}\n")
        #expect(data.fields[.vary] == "Accept")
    }

    @Test(arguments: [
        ("GET", "/nothing", 404, "not-found"), ("PUT", "/keys", 405, "method-not-allowed"),
        ("GET", "/keys/../x", 400, "malformed-request"), ("GET", "/keys?a=1&a=2", 400, "malformed-request"),
        ("GET", "/keys?a=%zz", 400, "malformed-request"), ("GET", "/odd", 500, "unexpected"),
        ("GET", "/audit", 503, "audit-unavailable"), ("POST", "/keys", 403, "forged-request"),
        ("B AD", "/keys", 400, "malformed-request"),
    ])
    func `problems for programs`(method: String, target: String, status: Int, kind: String) async throws {
        let response = await dispatcher().respond(to: .make(method, target))
        #expect(response.head.status.code == status)
        #expect(response.head.headerFields[.contentType] == "application/problem+json")
        #expect(text(response).contains("\"type\":\"urn:latchkey:problem:\(kind)\""))
        #expect(!text(response).contains("innards"))
        #expect(try lines.members()["problem"] == kind)
        #expect(changes.count.withLock { $0 } == 0)
    }

    @Test func `problems for people, with what is needed to ask about them`() async throws {
        let id = "0123456789abcdef"
        let response = await dispatcher().respond(
            to: .make("GET", "/odd", [("HTTP_ACCEPT", "text/html"), ("REQUEST_ID", id)]))
        #expect(response.head.status == .internalServerError)
        #expect(text(response).contains("<!DOCTYPE html>"))
        #expect(text(response).contains(id))
        #expect(!text(response).contains("innards"))
        #expect(try lines.members()["id"] == id)
        #expect(try lines.members()["cause"]?.contains("Odd") == true)
        #expect(try lines.members()["level"] == "error")
    }

    @Test func `405 says what is allowed, 503 when to come back`() async {
        let wrong = await dispatcher().respond(to: .make("PUT", "/keys"))
        #expect(wrong.head.headerFields[.allow] == "GET, HEAD, OPTIONS, POST")
        let busy = await dispatcher().respond(to: .make("GET", "/audit"))
        #expect(busy.head.headerFields[.retryAfter] == "60")
        let options = await dispatcher().respond(to: .make("OPTIONS", "/keys", user: nil))
        #expect(options.head.status == .noContent)
        #expect(options.head.headerFields[.allow] == "GET, HEAD, OPTIONS, POST")
    }

    @Test func `406 where nothing is acceptable`() async {
        let response = await dispatcher().respond(to: .make("GET", "/keys", [("HTTP_ACCEPT", "image/png")]))
        #expect(response.head.status == .notAcceptable)
    }

    @Test(arguments: [nil, "", "a b"] as [String?])
    func `nobody gets 401, with a log line and no challenge`(user: String?) async throws {
        let response = await dispatcher().respond(to: .make("GET", "/keys", user: user, [("HTTP_REMOTE_USER", "root")]))
        #expect(response.head.status == .unauthorized)
        #expect(response.head.headerFields[.wwwAuthenticate] == nil)
        #expect(try lines.members()["level"] == "warning")
        #expect(try lines.members()["cause"]?.contains("REMOTE_USER") == true)
        #expect(try lines.members()["caller"] == nil)
    }

    @Test(arguments: [
        "REMOTE_USER", "REQUEST_METHOD", "REQUEST_URI", "HTTP_HOST", "CONTENT_TYPE", "QUERY_STRING", "HTTPS",
        "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_REFERER",
    ])
    func `a parameter twice is refused`(name: String) async {
        let response = await dispatcher().respond(to: .make("GET", "/keys", [(name, "x"), (name, "x")]))
        #expect([400, 401].contains(response.head.status.code))
    }

    @Test func `a form with its token changes things, without it nothing`() async {
        let form = [("CONTENT_TYPE", "application/x-www-form-urlencoded"), ("HTTP_ORIGIN", "https://portal.example")]
        let token = token(.post, "/keys")
        let good = await dispatcher().respond(to: .make("POST", "/keys", body: "csrf=\(token)", form))
        #expect(good.head.status == .seeOther)
        #expect(good.head.headerFields[.location] == "/keys?notice=created")
        #expect(changes.count.withLock { $0 } == 1)
        for body in [
            "", "csrf=", "csrf=\(self.token(.post, "/keys", of: "bob"))", "csrf=\(token)&csrf=\(token)",
            "csrf=\(self.token(.delete, "/keys"))", "csrf=\(self.token(.post, "/keys/AKIA"))",
        ] {
            let bad = await dispatcher().respond(to: .make("POST", "/keys", body: body, form))
            #expect([400, 403].contains(bad.head.status.code), "\(body)")
        }
        #expect(changes.count.withLock { $0 } == 1)
    }

    @Test func `_method stands for what forms can't send, under the same rule`() async throws {
        let form = [("CONTENT_TYPE", "application/x-www-form-urlencoded")]
        let forged = await dispatcher().respond(to: .make("POST", "/keys/AKIA", body: "_method=DELETE", form))
        #expect(forged.head.status == .forbidden)
        #expect(changes.count.withLock { $0 } == 0)
        let other = "_method=DELETE&csrf=\(token(.post, "/keys/AKIA"))"
        #expect(
            await dispatcher().respond(to: .make("POST", "/keys/AKIA", body: other, form)).head.status == .forbidden)
        let body = "_method=DELETE&csrf=\(token(.delete, "/keys/AKIA"))"
        let good = await dispatcher().respond(to: .make("POST", "/keys/AKIA", body: body, form))
        #expect(good.head.status == .noContent)
        let odd = await dispatcher().respond(to: .make("POST", "/keys/AKIA", body: "_method=GET", form))
        #expect(odd.head.status == .badRequest)
        let query = await dispatcher().respond(to: .make("POST", "/keys/AKIA?_method=DELETE", body: body, form))
        #expect(query.head.status == .noContent, "the query's _method is none, the form's is")
    }

    @Test func `JSON bodies`() async {
        let json = [("CONTENT_TYPE", "application/json")]
        let good = await dispatcher().respond(to: .make("PATCH", "/keys/AKIA", body: #"{"status":"Inactive"}"#, json))
        #expect(text(good) == "{\"id\":\"AKIA\",\"status\":\"Inactive\"}\n")
        let bad = await dispatcher().respond(to: .make("PATCH", "/keys/AKIA", body: "{}", json))
        #expect(bad.head.status == .badRequest)
        #expect(text(bad).contains(#""member":"status""#))
        let none = await dispatcher().respond(to: .make("PATCH", "/keys/AKIA"))
        #expect(none.head.status == .unsupportedMediaType)
    }

    @Test(arguments: [
        ("PATCH", "/keys/AKIA", #"{"status":"Inactive","Status":"Active"}"#, "Status"),
        ("POST", "/keys", #"{"DurationSeconds":7200}"#, "DurationSeconds"),
        ("DELETE", "/keys/AKIA", #"{"force":true}"#, "force"),
    ])
    func `a member that the route doesn't take is refused by name`(
        method: String, target: String, body: String, member: String
    ) async {
        let response = await dispatcher().respond(
            to: .make(method, target, body: body, [("CONTENT_TYPE", "application/json")]))
        #expect(response.head.status == .badRequest)
        #expect(text(response).contains("\"member\":\"\(member)\""))
        #expect(changes.count.withLock { $0 } == 0)
    }

    @Test func `a slash at the end leads to the page without it, and nowhere else`() async {
        let found = await dispatcher().respond(to: .make("GET", "/keys/?a=%26&b=c"))
        #expect(found.head.status == .permanentRedirect)
        #expect(found.head.headerFields[.location] == "/keys?a=%26&b=c")
        for (method, target) in [
            ("POST", "/keys/"), ("GET", "/token/"), ("GET", "/nothing/"), ("GET", "//evil.example/"),
            ("GET", "/keys//"),
            ("GET", "//keys/"),
        ] {
            let response = await dispatcher().respond(to: .make(method, target))
            #expect(response.head.status == .notFound, "\(method) \(target)")
            #expect(response.head.headerFields[.location] == nil)
        }
    }

    @Test func `a request whose time is up gets 504`() async throws {
        let dispatcher = dispatcher()
        let answering = Task { await dispatcher.respond(to: .make("GET", "/slow")) }
        answering.cancel()
        let response = await answering.value
        #expect(response.head.status == .gatewayTimeout)
        #expect(try lines.members()["problem"] == "deadline-exceeded")
    }

    @Test func `one caller's requests at once are bounded, and nobody else's`() async throws {
        let dispatcher = dispatcher(maximumRequestsPerCaller: 2)
        let slow = (0..<2).map { _ in Task { await dispatcher.respond(to: .make("GET", "/slow")) } }
        await until { changes.count.withLock { $0 } == 2 }
        let refused = await dispatcher.respond(to: .make("GET", "/keys"))
        #expect(refused.head.status == .tooManyRequests)
        #expect(refused.head.headerFields[.retryAfter] == "1")
        #expect(text(refused).contains("\"type\":\"urn:latchkey:problem:too-many-requests\""))
        let page = await dispatcher.respond(to: .make("GET", "/keys", [("HTTP_ACCEPT", "text/html")]))
        #expect(page.head.status == .tooManyRequests)
        #expect(page.head.headerFields[.contentType] == "text/html; charset=utf-8")
        for (target, user) in [("/keys", "bob"), ("/open", "ann")] {
            let answer = await dispatcher.respond(to: .make("GET", target, user: user))
            #expect(answer.head.status == .ok, "\(user) at \(target)")
        }
        for task in slow {
            task.cancel()
            _ = await task.value
        }
        let again = await dispatcher.respond(to: .make("GET", "/keys"))
        #expect(again.head.status == .ok)
    }

    @Test func `a request that fails leaves its place`() async {
        let dispatcher = dispatcher(maximumRequestsPerCaller: 1)
        for _ in 0..<3 {
            #expect(await dispatcher.respond(to: .make("GET", "/odd")).head.status == .internalServerError)
            #expect(await dispatcher.respond(to: .make("POST", "/keys")).head.status == .forbidden)
        }
    }

    @Test func `every answer carries the security fields`() async throws {
        for target in ["/keys", "/nothing", "/odd", "/open", "/keys/../x"] {
            let fields = await dispatcher().respond(to: .make("GET", target)).fields
            for name in [
                "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Content-Security-Policy",
                "X-Request-Id",
            ] {
                #expect(fields[try #require(HTTPField.Name(name))] != nil, "\(name) of \(target)")
            }
            #expect(fields[.contentSecurityPolicy]?.contains("unsafe") == false)
            #expect(fields[.cacheControl] == "no-store")
        }
    }

    @Test func `a form may end up where the page says, and nothing else gets into the policy`() async {
        let response = await dispatcher().respond(to: .make("GET", "/sign", [("HTTP_ACCEPT", "text/html")]))
        let policy = response.fields[.contentSecurityPolicy] ?? ""
        #expect(policy.contains("form-action 'self' https://signin.aws.amazon.com; frame-ancestors"))
        #expect(policy.ranges(of: "script-src").count == 1)
    }

    @Test func `the log line says who did what, and nothing of query or body`() async throws {
        let json = [("CONTENT_TYPE", "application/json"), ("REQUEST_ID", "00ff00ff")]
        _ = await dispatcher().respond(
            to: .make("PATCH", "/keys/AKIASECRET?token=hush", body: #"{"status":"hush"}"#, json))
        let members = try lines.members()
        #expect(lines.all.count == 1)
        #expect(members["id"] == "00ff00ff")
        #expect(members["caller"] == "ann")
        #expect(members["method"] == "PATCH")
        #expect(members["route"] == "/keys/{id}")
        #expect(members["status"] == "200")
        #expect(members["ms"] != nil)
        #expect(lines.all[0].contains("hush") == false)
        #expect(lines.all[0].contains("AKIASECRET") == false)
    }

    @Test func `an open route needs nobody`() async throws {
        let response = await dispatcher().respond(to: .make("GET", "/open", user: nil))
        #expect(response.head.status == .ok)
        #expect(response.head.headerFields[.contentType] == "application/health+json")
        #expect(try lines.members()["caller"] == nil)
    }

    @Test func `a route without forgery protection takes a form that has no token`() async {
        let form = [("CONTENT_TYPE", "application/x-www-form-urlencoded")]
        let answer = await dispatcher().respond(
            to: .make("POST", "/token", body: "grant_type=authorization_code", form))
        #expect(text(answer) == "{\"grant\":\"authorization_code\"}\n")
        let nobody = await dispatcher().respond(to: .make("POST", "/token", user: nil, body: "grant_type=x", form))
        #expect(nobody.head.status == .unauthorized)
    }

    @Test func `a program without pages tells people of a problem in JSON`() async {
        let dispatcher = Dispatcher(routes: [], timeout: .seconds(5), log: lines.handler)
        let response = await dispatcher.respond(to: .make("GET", "/nothing", [("HTTP_ACCEPT", "text/html")]))
        #expect(response.head.status == .notFound)
        #expect(response.head.headerFields[.contentType] == "application/problem+json")
    }

    @Test func `the log line of a request that reached no route says who claims to be asking`() async throws {
        _ = await dispatcher().respond(to: .make("GET", "/nothing"))
        #expect(try lines.members()["caller"] == "ann")
    }
}

import FastCGI
import Testing
import WebTestSupport

@testable import Web

@Suite struct ForgeryCheckTests {
    /// One request as far as the rule looks at it.
    struct Case: Sendable, CustomTestStringConvertible {
        var method = "POST"
        var type: String?
        var origin: String?
        var site: String?
        var referer: String?
        var accept: String?
        var body = "x"
        var token = false
        let passes: Bool

        var testDescription: String {
            let parts = [
                method, type ?? "no type", origin.map { "Origin \($0)" }, site.map { "site \($0)" },
                referer.map { "Referer \($0)" }, accept.map { "Accept \($0)" }, body.isEmpty ? "no body" : nil,
                token ? "good token" : nil,
            ]
            return parts.compactMap { $0 }.joined(separator: ", ")
        }
    }

    private static let form = "application/x-www-form-urlencoded"
    private static let own = "https://portal.example"

    static let cases: [Case] = [
        // What only reads.
        Case(method: "GET", site: "cross-site", body: "", passes: true),
        Case(method: "HEAD", origin: "https://evil.example", body: "", passes: true),
        // Forms.
        Case(type: form, origin: own, site: "same-origin", token: true, passes: true),
        Case(type: form, token: true, passes: true),
        Case(type: form + "; charset=utf-8", origin: own, token: true, passes: true),
        Case(type: form, origin: own, site: "same-origin", token: false, passes: false),
        Case(type: form, origin: "https://evil.example", token: true, passes: false),
        Case(type: form, site: "cross-site", token: true, passes: false),
        Case(type: form, origin: own, site: "cross-site", token: true, passes: false),
        Case(type: form, origin: own, site: "same-site", token: true, passes: false),
        Case(type: form, origin: own, site: "none", token: true, passes: true),
        Case(type: form, origin: own, site: "bogus", token: true, passes: false),
        Case(type: form, origin: "http://portal.example", token: true, passes: false),
        Case(type: form, origin: "https://portal.example:8443", token: true, passes: false),
        Case(type: form, origin: "https://portal.example.evil.example", token: true, passes: false),
        // Our own pages have Referrer-Policy: no-referrer, and so send Origin: null.
        Case(type: form, origin: "null", site: "same-origin", token: true, passes: true),
        Case(type: form, origin: "null", site: "same-origin", token: false, passes: false),
        Case(type: form, origin: "null", token: true, passes: false),
        Case(type: form, origin: "null", site: "none", token: true, passes: false),
        Case(type: form, origin: "null", site: "cross-site", token: true, passes: false),
        // Other types that a form or a script without preflight can send.
        Case(type: "multipart/form-data; boundary=x", origin: own, site: "same-origin", token: true, passes: false),
        Case(type: "text/plain", accept: "application/json", passes: false),
        Case(type: "application/jsonx", passes: false),
        Case(type: "text/json", passes: false),
        // JSON.
        Case(type: "application/json", passes: true),
        Case(type: "application/json; charset=utf-8", origin: own, site: "same-origin", passes: true),
        Case(type: "application/merge-patch+json", passes: true),
        Case(type: "application/json", origin: "https://evil.example", passes: false),
        Case(type: "application/json", site: "cross-site", passes: false),
        Case(type: "application/json", origin: "null", passes: false),
        Case(method: "DELETE", type: "application/json", body: "", passes: true),
        // Neither body nor type.
        Case(method: "DELETE", body: "", passes: true),
        Case(method: "PATCH", body: "", passes: true),
        Case(method: "DELETE", site: "cross-site", body: "", passes: false),
        Case(method: "DELETE", origin: "https://evil.example", body: "", passes: false),
        Case(accept: "application/json", body: "", passes: true),
        Case(accept: "*/*", body: "", passes: false),
        Case(body: "", passes: false),
        Case(origin: own, accept: "application/json", body: "", passes: false),
        Case(site: "same-origin", accept: "application/json", body: "", passes: false),
        Case(referer: "https://evil.example/", accept: "application/json", body: "", passes: false),
        Case(origin: "null", accept: "application/json", body: "", passes: false),
        // A body without a type.
        Case(accept: "application/json", body: "x", passes: false),
        Case(method: "DELETE", body: "x", passes: false),
    ]

    @Test(arguments: cases)
    func table(_ it: Case) throws {
        let headers = [
            ("CONTENT_TYPE", it.type), ("HTTP_ORIGIN", it.origin), ("HTTP_SEC_FETCH_SITE", it.site),
            ("HTTP_REFERER", it.referer), ("HTTP_ACCEPT", it.accept),
        ]
        let request = Request.make(
            it.method, body: it.body, headers.compactMap { name, value in value.map { (name, $0) } })
        let head = try RequestHead(request, id: "1")
        let objection = ForgeryCheck.objection(to: head, hasBody: !it.body.isEmpty) { it.token ? .good : .foreign }
        #expect((objection == nil) == it.passes, "\(String(describing: objection))")
    }

    @Test func `a form of a page that stood open too long is told from another site's, where the rest is right`() throws
    {
        for (origin, objection) in [
            (Self.own, ForgeryCheck.Objection.expired),
            ("https://evil.example", .foreign("Your browser says that another site sent this.")),
        ] {
            let request = Request.make("POST", body: "x", [("CONTENT_TYPE", Self.form), ("HTTP_ORIGIN", origin)])
            let head = try RequestHead(request, id: "1")
            #expect(ForgeryCheck.objection(to: head, hasBody: true) { .expired } == objection)
        }
    }
}

import FastCGI
import HTTPTypes
import Problems
import TestSupport
import Testing
import WebTestSupport

@testable import Web

@Suite struct RequestHeadTests {
    private func request(_ parameters: [(String, String)]) -> Request {
        Request(parameters: parameters.map { .init(name: $0.0, value: $0.1) })
    }

    @Test func `a head has the path decoded and in segments, and the query`() throws {
        let head = try RequestHead(.make("GET", "/keys/a%20b/active?x=1&y=%26"), id: "1")
        #expect(head.method == .get)
        #expect(head.segments == ["keys", "a b", "active"])
        #expect(head.path == "/keys/a b/active")
        #expect(head.query["x"] == "1" && head.query["y"] == "&")
        #expect(head.baseURL.description == "https://portal.example")
    }

    @Test func `without REQUEST_URI the path is SCRIPT_NAME and PATH_INFO`() throws {
        let head = try RequestHead(
            request([("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/keys"), ("PATH_INFO", "/AKIA")]), id: "1")
        #expect(head.segments == ["keys", "AKIA"])
    }

    @Test func `without a Host header the server's name and port count`() throws {
        let head = try RequestHead(
            request([
                ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/"), ("SERVER_NAME", "a.example"), ("SERVER_PORT", "8080"),
            ]), id: "1")
        #expect(head.baseURL.description == "http://a.example:8080")
    }

    @Test(arguments: [
        ("REQUEST_METHOD", "a b"), ("REQUEST_METHOD", ""), ("CONTENT_TYPE", "nonsense"), ("HTTP_HOST", "a/b"),
        ("QUERY_STRING", "a=%zz"), ("REQUEST_URI", "/a/../b"), ("REQUEST_URI", "keys"),
    ])
    func `a parameter that can't be understood is 400`(name: String, value: String) {
        let good = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/"), ("HTTP_HOST", "a.example")]
        let parameters = good.filter { $0.0 != name } + [(name, value)]
        let problem = #expect(throws: Problem.self) { try RequestHead(request(parameters), id: "1") }
        #expect(problem?.status == .badRequest)
        #expect(problem?.kind == "malformed-request")
    }

    @Test(arguments: [
        "REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "CONTENT_TYPE", "HTTP_HOST", "HTTPS", "HTTP_ORIGIN",
        "HTTP_SEC_FETCH_SITE", "HTTP_REFERER",
    ])
    func `what can be said once and is said twice is 400, though both are equal`(name: String) {
        let good = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/"), ("HTTP_HOST", "a.example")].filter { $0.0 != name }
        let twice = Array(repeating: (name, name == "REQUEST_METHOD" ? "GET" : "on"), count: 2)
        let problem = #expect(throws: Problem.self) { try RequestHead(request(good + twice), id: "1") }
        #expect(problem?.status == .badRequest)
    }

    @Test func `several Accept headers are read as one`() {
        let accept = RequestHead.accept(
            of: request([("HTTP_ACCEPT", "text/html;q=0.5"), ("HTTP_ACCEPT", "application/json")]))
        #expect(accept.best(of: [.html, .json]) == .json)
    }

    @Test func `the web server's id is taken when it is hexadecimal and neither short nor long`() {
        #expect(RequestHead.id(request([("REQUEST_ID", "0123456789abcdef")])) == "0123456789abcdef")
        for bad in ["0123456", "0123456789ABCDEF", "0123456g89", String(repeating: "a", count: 65), "a\nb"] {
            #expect(RequestHead.id(request([("REQUEST_ID", bad)])) != bad)
        }
        let twice = request([("REQUEST_ID", "0123456789abcdef"), ("REQUEST_ID", "0123456789abcdef")])
        #expect(RequestHead.id(twice) != "0123456789abcdef")
    }

    @Test func `ids of our own are 32 hexadecimal digits, another for each request`() {
        let ids = (0..<100).map { _ in RequestHead.id(request([])) }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }
}

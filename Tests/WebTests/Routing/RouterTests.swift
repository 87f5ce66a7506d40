import HTTPTypes
import Testing

@testable import Web

@Suite struct RouterTests {
    private static let routes: [(HTTPRequest.Method, PathPattern)] = [
        (.get, "/"), (.get, "/keys"), (.post, "/keys"), (.patch, "/keys/{id}"), (.delete, "/keys/{id}"),
        (.post, "/keys/{id}/active"), (.delete, "/keys/{id}/active"),
    ]
    private let router = Router(
        routes.map { method, pattern in Route(open: method, pattern, offers: []) { _ in .noContent } })

    private func path(_ text: String) -> [String] {
        text == "/" ? [] : text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/", "/", [:]), (.get, "/keys", "/keys", [:]), (.head, "/keys", "/keys", [:]),
        (.patch, "/keys/AKIA", "/keys/{id}", ["id": "AKIA"]),
        (.delete, "/keys/a b", "/keys/{id}", ["id": "a b"]),
        (.post, "/keys/AKIA/active", "/keys/{id}/active", ["id": "AKIA"]),
    ])
    func `finds the route`(method: HTTPRequest.Method, path text: String, pattern: String, captures: [String: String]) {
        guard case .route(let route, let found) = router.match(method, path(text)) else {
            Issue.record("no route")
            return
        }
        #expect(route.pattern.description == pattern)
        #expect(found == captures)
    }

    @Test func `a slash too many at the end of a page's path is told`() {
        guard case .slashTooMany(["keys"]) = router.match(.head, ["keys", ""]) else {
            Issue.record("not told")
            return
        }
        guard case .notFound = router.match(.post, ["keys", ""]) else {
            Issue.record("told to a change")
            return
        }
    }

    @Test(arguments: [
        "/nothing", "/nothing/", "/keys//", "//keys/", "/keys/a/", "/keys//active", "/keys/a/b", "/keys/a/active/",
        "//", "/Keys", "/{id}",
    ])
    func `unknown paths`(text: String) {
        guard case .notFound = router.match(.get, path(text)) else {
            Issue.record("found")
            return
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/keys", "GET, HEAD, OPTIONS, POST"), (.get, "/keys/a", "DELETE, OPTIONS, PATCH"),
        (.put, "/", "GET, HEAD, OPTIONS"),
    ])
    func `wrong methods`(method: HTTPRequest.Method, text: String, allow: String) {
        guard case .methodNotAllowed(let methods) = router.match(method, path(text)) else {
            Issue.record("allowed")
            return
        }
        #expect(methods.map(\.rawValue).joined(separator: ", ") == allow)
    }

    @Test func `OPTIONS is answered`() {
        guard case .options(let methods) = router.match(.options, ["keys"]) else {
            Issue.record("not answered")
            return
        }
        #expect(methods == [.get, .head, .options, .post])
    }
}

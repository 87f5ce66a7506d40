import HTTP1
import HTTP1TestSupport
import Secrets
import Testing

@testable import LocalProxy

struct ForwardingTests {
    private func client(_ target: String, session: Secret? = nil) throws -> Forwarding.Client {
        Forwarding.Client(
            method: "GET", version: .http11, target: try Origin(target).orFail(), session: session)
    }

    @Test func `a request has one Host, that of the server it goes to`() throws {
        let head = RequestHead(
            method: "GET", target: "http://a.example/x", fields: ["Cookie": "b=1", "Host": "a.example", "X": "y"])
        let request = Forwarding.request(
            head, path: "/x", to: try Origin("https://a.example").orFail(), framing: .none,
            session: Secret("__Host-latchkey-iam=s"))
        #expect(request.target == "/x")
        #expect(
            request.fields == [
                "Host": "a.example", "X": "y", "Cookie": "b=1; __Host-latchkey-iam=s", "Via": "1.1 latchkey",
            ])
    }

    @Test(arguments: [
        ("https://a.example/x?y", "http://a.example/x?y"), ("https://a.example:443", "http://a.example"),
        ("https://b.example/x", "https://b.example/x"), ("/x", "/x"),
        ("https://a.example:8443/", "https://a.example:8443/"),
        ("https://a.example@evil.example/", "https://a.example@evil.example/"),
    ])
    func `a redirect to the same server over TLS leads through the proxy again`(_ from: String, _ to: String) throws {
        let head = ResponseHead(status: 302, reason: "Found", fields: ["Location": from])
        let response = Forwarding.response(
            head, from: try Origin("https://a.example").orFail(), for: try client("http://a.example"), isChunked: false,
            closing: false)
        #expect(response.fields.single("Location") == to)
    }

    @Test func `a server's session cookie is hidden only where the proxy's session went`() throws {
        let head = ResponseHead(status: 200, reason: "OK", fields: ["Set-Cookie": "__Host-latchkey-iam=x"])
        let server = try Origin("http://a.example").orFail()
        for session in [Secret("a=1; __Host-latchkey-iam=y"), nil] {
            let response = Forwarding.response(
                head, from: server, for: try client("http://a.example", session: session), isChunked: false,
                closing: false)
            #expect(response.fields.contains("Set-Cookie") == (session == nil))
        }
    }

    @Test(arguments: [
        ("1.1 latchkey", true), ("1.0 fred, 1.1 latchkey", true), ("1.1 latchkey (x)", true),
        ("1.1 latchkey.example", false),
        ("latchkey", false), ("1.1 other", false), ("", false),
    ])
    func `a message that was here before is known by Via`(_ via: String, _ hasPassed: Bool) {
        #expect(Forwarding.hasPassed(["Via": via]) == hasPassed)
    }

    @Test func `a connection stays open for HTTP 1 dot 1 unless the client says otherwise`() {
        var head = RequestHead(method: "GET", target: "http://a/")
        #expect(Forwarding.keepsAlive(head))
        head.fields = ["Proxy-Connection": "Close"]
        #expect(!Forwarding.keepsAlive(head))
        head.fields = ["Connection": "keep-alive"]
        head.version = .http10
        #expect(!Forwarding.keepsAlive(head))
    }

    @Test func `a reason can't break out of its field`() {
        #expect(Forwarding.proxyStatus("a \"b\"\r\nX: \\c\u{e9}") == "latchkey; details=\"a bX: c\"")
    }
}

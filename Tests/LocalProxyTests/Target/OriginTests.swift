import Testing

@testable import LocalProxy

struct OriginTests {
    @Test(arguments: [
        ("https://Tools.example", "https://tools.example"), ("HTTPS://tools.example:443/", "https://tools.example"),
        ("http://localhost:8000", "http://localhost:8000"), ("http://[::1]:80", "http://[0:0:0:0:0:0:0:1]"),
    ])
    func `a server's URL is written in one form`(_ text: String, _ written: String) throws {
        #expect(try Origin(text).orFail().description == written)
    }

    @Test(arguments: [
        "tools.example", "https://", "https://tools.example/path", "https://tools.example?x", "https://tools.example#x",
        "https://user@tools.example", "ftp://tools.example", "https:/tools.example", "https://tools.example//",
        "javascript://tools.example", " https://tools.example", "https://tools.example\\", "https://*.example",
    ])
    func `a URL of more than a server is refused`(_ text: String) {
        #expect(Origin(text) == nil)
    }

    @Test(arguments: [
        ("http://a.example", "https://a.example"), ("http://a.example:8443", "https://a.example:8443"),
        ("https://a.example", "https://a.example"), ("http://[::2]", "https://[0:0:0:0:0:0:0:2]"),
    ])
    func `the same server over TLS has the port of https`(_ text: String, _ secured: String) throws {
        #expect(try Origin(text).orFail().secured?.description == secured)
    }

    @Test(arguments: [
        ("https://a.example", true), ("http://localhost", true), ("http://127.0.0.1:9", true),
        ("http://a.example", false),
        ("http://10.0.0.1", false),
    ])
    func `what others can read on the way isn't private`(_ text: String, _ isPrivate: Bool) throws {
        #expect(try Origin(text).orFail().isPrivate == isPrivate)
    }
}

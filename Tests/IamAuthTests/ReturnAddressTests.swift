import Testing

@testable import iam_auth

@Suite struct ReturnAddressTests {
    private func read(_ text: String) -> String? { ReturnAddress(text, origin: "https://tools.example.com")?.path }

    @Test(arguments: [
        "/", "/report", "/report?x=1&y=%2f%2f", "/a/b/", "/a?b=//c", "/?next=https://evil.example", "/a%20b", "/a:b@c",
        "/~x/.well-known",
        "/a;b", "/%C3%A9", "/a+b", "/..a", "/a...",
    ])
    func `a path of the server is kept as it is`(text: String) {
        #expect(read(text) == text)
    }

    @Test func `a URL of the server itself is its path`() {
        #expect(read("https://tools.example.com/report?x=1") == "/report?x=1")
        #expect(read("https://tools.example.com/") == "/")
    }

    @Test(arguments: [
        "", "report", "?x", "#x", "//evil.example", "///evil.example", "////evil.example/", "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example", "/\\/evil.example", "/%5cevil.example", "/%5Cevil", "/%2fevil.example", "/%2Fevil.example",
        "/%2f%2fevil.example",
        "https://evil.example", "https://evil.example/", "http://tools.example.com/", "HTTPS://tools.example.com/x",
        "https:tools.example.com",
        "https:/evil.example", "https:///evil.example", "https://tools.example.com",
        "https://tools.example.com.evil.example/",
        "https://tools.example.com@evil.example/", "https://tools.example.com:8443/", "https://tools.example.com:443/",
        "https://user@tools.example.com/", "https://tools.example.com//evil.example",
        "https://tools.example.com/\\evil.example",
        "javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "vbscript:x", "file:///etc/passwd", "blob:x",
        "ftp://tools.example.com/",
        "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: x=1", "/%0d%0aSet-Cookie:x", "/%00", "/a\u{0}", " /a",
        "/a ", "/a b",
        "\t//evil.example", "/.", "/..", "/../x", "/./x", "/a/../b", "/a/./b", "/a/..", "/%2e%2e/x", "/%2e/x",
        "/a/%2e%2e", "/.%2e/x", "/a//b",
        "/a/%2f/b", "/%252f%252fevil", "/%zz", "/%", "/%c3", "/é", "/\u{2215}evil", "/\u{ff0f}evil", "/<script>",
        "/\"x", "/a#b", "/`x", "/{x}",
        "/a?b#//evil", "/%e2%80%ae%", "/;//evil.example", "/x|y", "/^", "https://tools.example.com?x",
        "https://tools.example.com#/x",
        // A combining accent behind a slash.
        "//%CC%A2evil.example", "/a//%CC%A2x", "/%CC%A2//x",
        "/" + String(repeating: "a", count: 2_048),
    ])
    func `every other form is refused`(text: String) {
        #expect(read(text) == nil)
    }
}

import Testing

@testable import Web

@Suite struct BaseURLTests {
    @Test(
        arguments: [
            ("on", nil, "portal.example", "https://portal.example"),
            ("", nil, "portal.example", "http://portal.example"),
            (nil, "https", "Portal.Example:443", "https://portal.example"),
            (nil, "http", "portal.example:80", "http://portal.example"),
            (nil, nil, "localhost:8443", "http://localhost:8443"), ("on", nil, "[::1]:8443", "https://[::1]:8443"),
            ("off", nil, "10.0.0.1", "http://10.0.0.1"), ("ON", nil, "A.b:0443", "https://a.b"),
            ("1", nil, "[::A]", "https://[::a]"), (nil, "HTTPS", "a:00080", "https://a:80"),
        ] as [(String?, String?, String, String)])
    func parses(https: String?, scheme: String?, host: String, url: String) {
        #expect(BaseURL(https: https, requestScheme: scheme, host: host)?.description == url)
    }

    @Test(arguments: [
        "", ":80", "a b", "a/b", "a@b", "evil.example\u{0}", "a:99999", "a:0", "a:x", "[::1", "[x]", "[::1]x", "[",
        "[::1", "a:1:2", "a:", "[::1]:", "a:+1", "a:99999999999999999999",
        "ä.example", "a?b", "a#b", String(repeating: "a", count: 254),
    ])
    func refuses(host: String) {
        #expect(BaseURL(https: nil, requestScheme: nil, host: host) == nil)
    }
}

import Testing

@testable import IdentityProofs

@Suite struct ServerNameTests {
    @Test(arguments: [
        "tools.example.com", "tools.example.com:8443", "localhost:8080", "127.0.0.1:18080", "[::1]:8443", "a",
        "x_y.example",
    ])
    func `an authority in its usual form is a server's name`(text: String) throws {
        #expect(try #require(ServerName(text)).description == text)
    }

    @Test(
        arguments: [
            ("tools.example.com", "tools.example.com", nil), ("tools.example.com:8443", "tools.example.com", "8443"),
            ("[::1]:8443", "[::1]", "8443"), ("[::1]", "[::1]", nil),
        ] as [(String, Substring, Substring?)])
    func `a name is a host, and a port that isn't the usual one`(text: String, host: Substring, port: Substring?) throws
    {
        let name = try #require(ServerName(text))
        #expect(name.host == host && name.port == port)
    }

    @Test(arguments: [
        "", "Tools.example.com", "tools.example.com:443", "tools.example.com:80", "tools.example.com:",
        "tools.example.com:0",
        "tools.example.com:08443", "tools.example.com:65536", "tools.example.com:+1", "tools.example.com.",
        ".example.com",
        "tools..example.com", "user@tools.example.com", "tools.example.com/", "tools.example.com\n",
        " tools.example.com",
        "tools%2eexample.com", "tööls.example.com", "[::1", "::1", "[::G]", "tools.example.com:1:2", "a,b", "a b", "*",
        String(repeating: "a", count: 254),
    ])
    func `what is no name, or another spelling of one, is refused`(text: String) {
        #expect(ServerName(text) == nil)
    }

    @Test(arguments: [
        ("https://tools.example.com", "tools.example.com"),
        ("https://Tools.Example.com/report?x=1", "tools.example.com"),
        ("https://tools.example.com:443/", "tools.example.com"),
        ("https://tools.example.com:8443#x", "tools.example.com:8443"),
        ("http://localhost:8080/", "localhost:8080"), ("http://localhost:80", "localhost"),
        ("https://[::1]:8443/", "[::1]:8443"),
        ("https://tools.example.com?x", "tools.example.com"),
    ])
    func `a URL names its server`(url: String, name: String) throws {
        #expect(try #require(ServerName(url: url)).description == name)
    }

    @Test(arguments: [
        "", "tools.example.com", "ftp://tools.example.com", "https:tools.example.com", "https://", "https:///x",
        "https://user@tools.example.com", "https://tools.example.com\\@evil.example", "HTTPS://tools.example.com",
        "https://tools.example.com:80/", "https://tools.example.com:/", " https://tools.example.com",
    ])
    func `a URL of another kind names none`(url: String) {
        #expect(ServerName(url: url) == nil)
    }
}

import AWS
import Testing

@testable import Applications

@Suite struct KeyHostTests {
    @Test(arguments: [
        ("https://issuer.example/a", "issuer.example"), ("https://Issuer.Example:443", "issuer.example"),
        ("https://issuer.example:8443/a", "issuer.example:8443"), ("http://127.0.0.1:80", "127.0.0.1"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080"), ("https://[::1]:8443", "[::1]:8443"),
    ])
    func `a URL's host has its port unless it is the usual one`(_ url: String, _ host: String) throws {
        #expect(KeyHost(try #require(EndpointURL(url))).description == host)
        #expect(try #require(KeyHost(host)).description == host)
    }

    @Test(arguments: ["", "a b", "https://a", "a/b", "a?", "a@b", "*", "a:b", "a:99999"])
    func `a text that is no host is refused`(_ text: String) {
        #expect(KeyHost(text) == nil)
    }
}

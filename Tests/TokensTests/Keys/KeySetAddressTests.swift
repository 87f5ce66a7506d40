import HTTPTypes
import Testing

@testable import Tokens

struct KeySetAddressTests {
    @Test func `the keys of an issuer of AWS are at a known path`() throws {
        let request = try #require(KeySetAddress(issuer: "https://a1.tokens.sts.global.api.aws")).request
        #expect(
            request.method == .get && request.scheme == "https" && request.authority == "a1.tokens.sts.global.api.aws")
        #expect(request.path == "/.well-known/jwks.json")
    }

    @Test(arguments: [
        "https://example.com/keys", "https://example.com:8443/keys", "http://127.0.0.1:8000/keys",
        "http://[::1]:8000/keys",
        "http://localhost:8000/keys",
    ])
    func `an address is https, or on this machine`(text: String) {
        #expect(KeySetAddress(text) != nil)
    }

    @Test(arguments: [
        "", "example.com", "http://example.com/keys", "http://localhost.example.com/keys",
        "http://127.0.0.1.example.com/",
        "https://user@example.com/keys", "https://example.com/keys?x=1", "https://example.com/keys#x",
        "ftp://example.com/",
        "file:///etc/passwd", "https://", "https:///keys", "https://exa mple.com/", "https://example.com/\n",
        "HTTPS://example.com",
        "https://example.com:0/", "https://example.com\\@evil.example/",
    ])
    func `no other address is taken`(text: String) {
        #expect(KeySetAddress(text) == nil)
    }
}

import Testing
import Transport

@testable import Tokens

struct KeyHostsTests {
    private static func rule(_ url: String, public allowed: [String] = [], private inside: [String] = []) throws
        -> AddressRule?
    {
        let address = try #require(KeySetAddress(url))
        return KeyHosts(
            public: try allowed.map { try #require(KeyHost($0)) }, private: try inside.map { try #require(KeyHost($0)) }
        ).rule(for: address)
    }

    @Test(arguments: [
        ("https://auth.example.com/keys", "auth.example.com"), ("https://AUTH.example.com/keys", "auth.EXAMPLE.com"),
        ("https://auth.example.com:443/keys", "auth.example.com"),
        ("https://auth.example.com/k", "auth.example.com:443"),
        ("https://auth.example.com:8443/k", "auth.example.com:8443"), ("https://a.example.com/k", "*.example.com"),
        ("https://b.a.example.com/k", "*.example.com"), ("https://a.example.com:8443/k", "*.example.com:8443"),
        ("https://[2600::1]/k", "[2600::1]"), ("https://[2600::1]:8443/k", "[2600::1]:8443"),
    ])
    func `a listed host may publish keys, at a public address`(url: String, host: String) throws {
        #expect(try Self.rule(url, public: [host]) == .publicOnly)
    }

    @Test(arguments: [
        ("https://auth.example.com/keys", "example.com"), ("https://auth.example.com/keys", "auth.example.co"),
        ("https://auth.example.com/keys", "uth.example.com"),
        ("https://auth.example.com.evil.example/", "auth.example.com"),
        ("https://auth.example.com./keys", "auth.example.com"), ("https://auth.example.com:8443/k", "auth.example.com"),
        ("https://auth.example.com:22/k", "auth.example.com"), ("https://auth.example.com/k", "auth.example.com:8443"),
        ("https://example.com/k", "*.example.com"), ("https://evilexample.com/k", "*.example.com"),
        ("https://.example.com/k", "*.example.com"), ("https://example.com.evil.example/k", "*.example.com"),
        ("https://a.example.com:8443/k", "*.example.com"), ("http://localhost/k", "localhost"),
        ("http://localhost:443/k", "localhost"), ("http://127.0.0.1/k", "127.0.0.1:80"),
    ])
    func `no other host or port may`(url: String, host: String) throws {
        #expect(try Self.rule(url, public: [host]) == nil)
    }

    @Test func `an empty list allows nothing`() throws {
        #expect(try Self.rule("https://auth.example.com/keys") == nil)
    }

    @Test func `a host that is listed as private may have any address, and this machine http`() throws {
        #expect(try Self.rule("https://auth.internal/k", private: ["auth.internal"]) == .any)
        #expect(try Self.rule("http://127.0.0.1:8080/k", private: ["127.0.0.1:8080"]) == .any)
        #expect(try Self.rule("http://localhost:8080/k", private: ["127.0.0.1:8080"]) == nil)
        #expect(
            try Self.rule("https://b.internal/k", public: ["*.internal.example"], private: ["auth.internal"]) == nil)
        #expect(
            try Self.rule("https://a.x.example/k", public: ["*.x.example"], private: ["b.x.example"]) == .publicOnly)
    }

    @Test(
        arguments: [
            ("https://auth.example.com/k", "auth.example.com", .any),
            ("https://a.example.com/k", "*.example.com", .any), ("https://auth.example.org/k", "auth.example.com", nil),
            ("https://192.0.2.1/k", "192.0.2.1", nil), ("https://[2600::1]/k", "[2600::1]", nil),
            ("https://2130706433/k", "2130706433", nil), ("https://127.0.0.0x1/k", "127.0.0.0x1", nil),
            ("https://127.0.0.1./k", "127.0.0.1.", nil), ("https://localhost/k", "localhost", nil),
            ("http://auth.example.com/k", "auth.example.com", nil),
        ] as [(String, String, AddressRule?)])
    func `behind a proxy a host that is listed has to be a name`(_ url: String, _ host: String, _ rule: AddressRule?)
        throws
    {
        guard let address = KeySetAddress(url) else {
            #expect(rule == nil)
            return
        }
        #expect(KeyHosts(public: [try #require(KeyHost(host))]).behindProxy.rule(for: address) == rule)
    }

    @Test func `a wildcard gives nobody private addresses`() throws {
        #expect(try Self.rule("https://a.example.com/k", private: ["*.example.com"]) == nil)
    }

    @Test(arguments: [
        "", "*", "*.", "*.com", "*.*.example.com", "a.*.example.com", "https://auth.example.com", "auth.example.com/",
        "auth.example.com/keys", "auth.example.com:0", "auth.example.com:x", "auth.example.com:65536", "a b",
        "user@auth.example.com", "auth.example.com?x", "auth.example.com#x", "*.e\u{301}.example",
    ])
    func `what isn't a host with or without a port is refused`(text: String) {
        #expect(KeyHost(text) == nil)
    }
}

import IdentityProofs
import Testing

struct ServerAddressTests {
    @Test(arguments: [
        ("https://tools.example.com", "https://tools.example.com", "/"),
        ("https://tools.example.com/", "https://tools.example.com", "/"),
        ("HTTPS://Tools.Example.COM:443/report", "https://tools.example.com", "/report"),
        ("https://tools.example.com:8443/a/b?c=d&e=%20", "https://tools.example.com:8443", "/a/b?c=d&e=%20"),
        ("https://tools.example.com?c=d", "https://tools.example.com", "/?c=d"),
        ("https://tools.example.com/a#fragment", "https://tools.example.com", "/a"),
        ("https://tools.example.com#fragment", "https://tools.example.com", "/"),
        ("https://tools.example.com//evil.example", "https://tools.example.com", "//evil.example"),
        ("http://localhost:8080/x", "http://localhost:8080", "/x"),
        ("http://localhost", "http://localhost", "/"),
        ("http://127.0.0.1:80", "http://127.0.0.1", "/"),
        ("http://127.255.0.9:8080", "http://127.255.0.9:8080", "/"),
        ("http://[::1]:8080/x", "http://[::1]:8080", "/x"),
    ])
    func `an address is its origin and what is asked for there`(text: String, origin: String, target: String) throws {
        let address = try ServerAddress(text)
        #expect(address.origin == origin)
        #expect(address.target == target)
    }

    @Test(
        arguments: [
            // No TLS, and not this machine, however much it looks like it.
            ("http://tools.example.com", .withoutTLS), ("http://localhost.example.com", .withoutTLS),
            ("http://127.0.0.1.example.com", .withoutTLS), ("http://127.0.0.1.5", .withoutTLS),
            ("http://127.1", .withoutTLS), ("http://127.0.0.256", .withoutTLS), ("http://128.0.0.1", .withoutTLS),
            ("http://0.0.0.0", .withoutTLS), ("http://[::]", .withoutTLS), ("http://[::ffff:127.0.0.1]", .withoutTLS),
            ("http://xlocalhost", .withoutTLS), ("http://10.0.0.1", .withoutTLS),
            // No URL.
            ("", .withoutScheme), ("tools.example.com", .withoutScheme), ("tools.example.com:8443/x", .withoutScheme),
            ("//tools.example.com", .withoutScheme), ("javascript:alert(1)", .withoutScheme),
            ("https:/tools.example.com", .withoutScheme), ("https:tools.example.com", .withoutScheme),
            ("ftp://tools.example.com", .otherScheme), ("file:///etc/passwd", .otherScheme),
            ("://tools.example.com", .otherScheme), ("httpss://tools.example.com", .otherScheme),
            (" https://tools.example.com", .badCharacter), ("https://tools.example.com ", .badCharacter),
            ("https://tools.example.com/a b", .badCharacter), ("https://tools.example.com/\n", .badCharacter),
            ("https://tools.example.com/\\evil.example", .badCharacter),
            ("https://tools.example.com\\@evil.example", .badCharacter),
            ("https://tools.example.com/\u{7f}", .badCharacter), ("https://tools.example.com/\u{1b}[0m", .badCharacter),
            ("https://tööls.example.com", .notASCII), ("https://tools.example.com/é", .notASCII),
            ("https://tools.example.com/\u{301}", .notASCII), ("https\u{ff1a}//tools.example.com", .notASCII),
            ("https://tools\u{3002}example.com", .notASCII),
            // No host, or more than a host.
            ("https://", .badHost), ("https:///report", .badHost), ("https://?a", .badHost),
            ("https://user@tools.example.com", .withUserInfo), ("https://user:pass@tools.example.com", .withUserInfo),
            ("https://tools.example.com@evil.example", .withUserInfo), ("https://@tools.example.com", .withUserInfo),
            ("https://tools.example.com:", .badPort), ("https://tools.example.com:0", .badPort),
            ("https://tools.example.com:65536", .badPort), ("https://tools.example.com:x", .badPort),
            ("https://Tools.example.com:-1", .badPort), ("https://tools.example.com:0443", .badPort),
            ("https://tools.example.com.", .dotAtEnd), ("https://tools.example.com.:8443/x", .dotAtEnd),
            ("https://tools..example.com", .badHost), ("https://tools%2eexample.com", .badHost),
            ("https://::1/", .badHost), ("https://fe80::1:8443", .badHost), ("https://[::1%25eth0]", .badHost),
            ("https://:8443", .badHost), ("https://*.example.com", .badHost),
            ("https://[::1", .badHost), ("https://tools,example.com", .badHost),
        ] as [(String, ServerAddress.Refusal)])
    func `what is no address to prove an identity to is refused`(text: String, refusal: ServerAddress.Refusal) {
        #expect(throws: refusal, "\(text)") { try ServerAddress(text) }
    }

    @Test func `an address that is too long is refused`() throws {
        let start = "https://tools.example.com/"
        let rest = String(repeating: "a", count: ServerAddress.maximumLength - start.utf8.count)
        #expect(try ServerAddress(start + rest).target.utf8.count == rest.utf8.count + 1)
        #expect(throws: ServerAddress.Refusal.tooLong) { try ServerAddress(start + rest + "a") }
    }

    @Test(
        arguments: [
            .tooLong, .notASCII, .badCharacter, .withoutScheme, .otherScheme, .withoutTLS, .withUserInfo, .dotAtEnd,
            .badPort,
            .badHost,
        ] as [ServerAddress.Refusal])
    func `each refusal ends a sentence that begins with the address`(refusal: ServerAddress.Refusal) {
        #expect(["is ", "must ", "has "].contains { refusal.description.hasPrefix($0) })
    }
}

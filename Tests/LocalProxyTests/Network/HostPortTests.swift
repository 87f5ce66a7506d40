import Testing

@testable import LocalProxy

struct HostPortTests {
    @Test(arguments: [
        ("Tools.Example.COM:8443", "tools.example.com", 8_443), ("localhost:1", "localhost", 1),
        ("10.1.2.3:65535", "10.1.2.3", 65_535), ("[::1]:80", "0:0:0:0:0:0:0:1", 80),
        ("[2001:DB8::A]:80", "2001:db8:0:0:0:0:0:a", 80), ("[::ffff:127.0.0.1]:80", "0:0:0:0:0:ffff:7f00:1", 80),
        ("under_score.example:80", "under_score.example", 80), ("1and1.example:80", "1and1.example", 80),
    ])
    func `a host and a port are read in one form`(_ text: String, _ host: String, _ port: Int) throws {
        let server = try HostPort(text).orFail()
        #expect(server.host == host)
        #expect(server.port == port)
        #expect(HostPort(server.description) == server)
    }

    @Test(arguments: [
        "", ":80", "a", "a:", "a:0", "a:65536", "a:-1", "a:+80", "a:8 0", "a:80:80", "a:0x50", "user@a:80", "a b:80",
        "a/b:80", "a%2e:80", "a..b:80", ".a:80", "a.:80", "ü.example:80", "127.1:80", "0x7f.0.0.1:80", "0177.0.0.1:80",
        "2130706433:80", "1.2.3.4.5:80", "256.1.1.1:80", "a.0x1:80", "127.0.0.01:80", "[::1:80", "::1:80",
        "[127.0.0.1]:80",
        "[::1%25lo]:80", "[fe80::1%eth0]:80", "[:::1]:80", "[1::2::3]:80", "[1:2:3:4:5:6:7:8:9]:80", "[12345::]:80",
        "[]:80",
        "[::1]80", "[::1] :80", "\(String(repeating: "a", count: 64)).example:80", "a\u{0}:80", "[::1.2.3]:80",
    ])
    func `a text that some reader could understand in another way is no host`(_ text: String) {
        #expect(HostPort(text) == nil)
    }

    @Test(arguments: [
        ("localhost:1", true), ("x.localhost:1", true), ("127.0.0.1:1", true), ("127.9.9.9:1", true), ("[::1]:1", true),
        ("[::ffff:127.0.0.1]:1", true), ("localhost.example:1", false), ("10.0.0.1:1", false),
        ("notlocalhost:1", false),
    ])
    func `this machine is known by its names`(_ text: String, _ isLoopback: Bool) throws {
        #expect(try HostPort(text).orFail().isLoopback == isLoopback)
    }
}

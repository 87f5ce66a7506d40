import Testing

@testable import LocalProxy

struct ProxyConfigurationTests {
    @Test(arguments: ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "127.1.2.3:0"])
    func `the proxy listens on loopback`(_ bind: String) throws {
        _ = try ProxyConfiguration(bind: bind)
    }

    @Test(arguments: [
        ":8080", "8080", "0.0.0.0", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536", "localhost:-1", "", "127.1:8080",
    ])
    func `an address without a host and a port is refused`(_ bind: String) {
        #expect(throws: ProxyError.notAnAddress(bind)) { try ProxyConfiguration(bind: bind) }
    }

    @Test(arguments: ["0.0.0.0:8080", "[::]:8080", "192.168.1.5:8080", "example.com:8080", "169.254.1.1:8080"])
    func `an address that others can reach is refused`(_ bind: String) {
        #expect(throws: ProxyError.notLoopback(bind)) { try ProxyConfiguration(bind: bind) }
    }

    @Test func `a SOCKS server has a host and a port`() throws {
        #expect(try ProxyConfiguration(bind: "localhost:1", socksServer: "127.0.0.1:1080").socksServer?.port == 1_080)
        #expect(throws: ProxyError.notAnAddress("127.0.0.1")) {
            try ProxyConfiguration(bind: "localhost:1", socksServer: "127.0.0.1")
        }
    }
}

import Testing

@testable import FastCGI

struct ListenAddressTests {
    @Test(arguments: [
        ("/run/x.sock", ListenAddress.unix(path: "/run/x.sock")), ("./x", .unix(path: "./x")),
        ("127.0.0.1:9000", .internet(host: "127.0.0.1", port: 9000)),
        ("[::1]:9000", .internet(host: "::1", port: 9000)),
        (":9000", .internet(host: "127.0.0.1", port: 9000)), ("9000", .internet(host: "127.0.0.1", port: 9000)),
        ("localhost:80", .internet(host: "127.0.0.1", port: 80)),
    ])
    func `paths and addresses to listen on are read`(text: String, address: ListenAddress) throws {
        #expect(try ListenAddress.parse(text) == address)
    }

    @Test(arguments: [
        "", "x", "host:80", "::1:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "[1.2.3.4]:80",
    ])
    func `a text that isn't an address is refused`(text: String) {
        #expect(throws: FastCGIError.invalidAddress(text)) { try ListenAddress.parse(text) }
    }

    @Test(arguments: ["/run/x.sock", "127.0.0.1:9000", "[::1]:9000"])
    func `an address describes itself as it is read`(text: String) throws {
        #expect(try ListenAddress.parse(text).description == text)
    }
}

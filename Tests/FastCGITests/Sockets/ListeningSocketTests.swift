import Glibc
import Testing

@testable import FastCGI

struct ListeningSocketTests {
    @Test func `a Unix socket is for its owner and group, and is removed at the end`() throws {
        let path = temporarySocketPath()
        do {
            _ = try ListeningSocket(.unix(path: path))
        }
        #expect(unsafe access(path, F_OK) != 0)
        let socket = try ListeningSocket(.unix(path: path))
        var status = stat()
        #expect(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
        #expect(throws: FastCGIError.alreadyServed(path)) { _ = try ListeningSocket(.unix(path: path)) }
        _ = consume socket
    }

    @Test func `a dead server's socket is replaced`() throws {
        let path = temporarySocketPath()
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try #require(SocketAddress(path: path))
        #expect(address.bind(descriptor))
        close(descriptor)
        _ = try ListeningSocket(.unix(path: path))
    }

    @Test func `what can't be listened on is told`() {
        let long = "/tmp/" + String(repeating: "x", count: 200)
        #expect(throws: FastCGIError.pathTooLong(long, limit: 107)) { _ = try ListeningSocket(.unix(path: long)) }
        #expect(throws: FastCGIError.notASocket("/etc/passwd")) { _ = try ListeningSocket(.unix(path: "/etc/passwd")) }
        #expect(throws: FastCGIError.cannotListen("/nowhere/x.sock", reason: "No such file or directory")) {
            _ = try ListeningSocket(.unix(path: "/nowhere/x.sock"))
        }
        #expect(
            FastCGIError.cannotListen("/run/x.sock", reason: "Permission denied").description
                == "cannot listen on /run/x.sock: Permission denied")
    }

    @Test(arguments: [
        ("/run/x.sock", ListenAddress.unix(path: "/run/x.sock")), ("./x", .unix(path: "./x")),
        ("127.0.0.1:9000", .internet(host: "127.0.0.1", port: 9000)),
        ("[::1]:9000", .internet(host: "::1", port: 9000)),
        (":9000", .internet(host: "127.0.0.1", port: 9000)), ("9000", .internet(host: "127.0.0.1", port: 9000)),
        ("localhost:80", .internet(host: "127.0.0.1", port: 80)),
    ])
    func `addresses are read`(text: String, address: ListenAddress) throws {
        #expect(try ListenAddress.parse(text) == address)
    }

    @Test(arguments: [
        "", "x", "host:80", "::1:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "[1.2.3.4]:80",
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: FastCGIError.invalidAddress(text)) { try ListenAddress.parse(text) }
    }
}

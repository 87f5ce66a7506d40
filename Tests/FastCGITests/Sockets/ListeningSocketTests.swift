import Glibc
import SystemPackage
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

    @Test func `the socket of a server that is gone is replaced`() throws {
        let path = temporarySocketPath()
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try #require(SocketAddress(path: path))
        #expect(address.bind(descriptor))
        close(descriptor)
        _ = try ListeningSocket(.unix(path: path))
    }

    @Test func `the reason why a path can't be listened on is thrown`() {
        let long = "/tmp/" + String(repeating: "x", count: 200)
        #expect(throws: FastCGIError.pathTooLong(long, limit: 107)) { _ = try ListeningSocket(.unix(path: long)) }
        #expect(throws: FastCGIError.notASocket("/etc/passwd")) { _ = try ListeningSocket(.unix(path: "/etc/passwd")) }
        #expect(throws: FastCGIError.cannotListen("/nowhere/x.sock", .noSuchFileOrDirectory)) {
            _ = try ListeningSocket(.unix(path: "/nowhere/x.sock"))
        }
        #expect(
            FastCGIError.cannotListen("/run/x.sock", .permissionDenied).description
                == "cannot listen on /run/x.sock: Permission denied")
    }
}

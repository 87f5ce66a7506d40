import Glibc
import Testing

@testable import FastCGI

struct SocketAudienceTests {
    @Test func `a Unix socket of our own is for those whom its mode lets in`() {
        #expect(SocketAudience(of: .unix(path: "/run/x.sock")) == .chosen)
    }

    @Test(arguments: ["127.0.0.1", "::1", "0.0.0.0"])
    func `an internet socket is for anybody, on loopback as well`(host: String) {
        #expect(SocketAudience(of: .internet(host: host, port: 9000)) == .anybody)
    }

    @Test(arguments: [(0o660, SocketAudience.chosen), (0o755, .chosen), (0o666, .anybody), (0o702, .anybody)])
    func `a Unix socket that was handed over is for anybody if everybody may write to it`(
        mode: Int, audience: SocketAudience
    ) throws {
        let path = temporarySocketPath()
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(descriptor)
            unsafe unlink(path)
        }
        let address = try #require(SocketAddress(path: path))
        #expect(address.bind(descriptor) && listen(descriptor, 1) == 0)
        unsafe chmod(path, mode_t(mode))
        #expect(SocketAudience(ofInherited: descriptor) == audience)
    }

    @Test func `a Unix socket without a file is for anybody`() {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        // Of an address without a path, Linux makes one in the abstract namespace (autobind, unix(7)).
        var address = sockaddr(sa_family: sa_family_t(AF_UNIX), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        #expect(unsafe bind(descriptor, &address, socklen_t(MemoryLayout<sa_family_t>.size)) == 0)
        #expect(listen(descriptor, 1) == 0)
        #expect(SocketAudience(ofInherited: descriptor) == .anybody)
    }

    @Test func `an internet socket that was handed over is for anybody`() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        #expect(address.bind(descriptor) && listen(descriptor, 1) == 0)
        #expect(SocketAudience(ofInherited: descriptor) == .anybody)
    }

    @Test func `what isn't a listening socket is asked by whoever started the process`() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(SocketAudience(ofInherited: descriptor) == .chosen)
    }
}

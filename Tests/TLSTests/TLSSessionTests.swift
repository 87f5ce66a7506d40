import TestSupport
import Testing

@testable import TLS

struct TLSSessionTests {
    private func session(_ host: String = "tools.example", isAddress: Bool = false) throws -> TLSSession {
        let context = try #require(TLSContext())
        return try #require(TLSSession(context, host: host, isAddress: isAddress))
    }

    @Test func `a handshake begins with the server's name and the protocol`() throws {
        let session = try session()
        try session.handshake()
        let hello = session.takeOutput()
        #expect(hello.starts(with: [22, 3]))
        let text = String(decoding: hello, as: UTF8.self)
        #expect(text.contains("tools.example") && text.contains("http/1.1"))
        #expect(!session.isEstablished)
        #expect(session.takeOutput().isEmpty)
    }

    @Test func `an address is checked as one and isn't sent as a name`() throws {
        let session = try session("192.0.2.1", isAddress: true)
        try session.handshake()
        #expect(!String(decoding: session.takeOutput(), as: UTF8.self).contains("192.0.2.1"))
    }

    @Test func `an address that is none gives no session`() throws {
        let context = try #require(TLSContext())
        #expect(TLSSession(context, host: "tools.example", isAddress: true) == nil)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH\r\n", "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}",
    ])
    func `a server that doesn't speak TLS is refused`(_ text: String) throws {
        let session = try session()
        try session.handshake()
        session.receive(Array(text.utf8))
        #expect(throws: TLSError.malformed) { try session.handshake() }
    }

    @Test func `nothing can be sent before the server has shown who it is`() throws {
        let session = try session()
        try session.handshake()
        #expect(throws: TLSError.malformed) { try session.write(Array("secret".utf8)) }
    }

    @Test func `authorities that can't be read give no context`() throws {
        #expect(TLSContext(authorities: "/nonexistent") == nil)
        let folder = try TemporaryFolder()
        let path = try folder.write("no certificate", to: "ca.pem")
        #expect(TLSContext(authorities: path) == nil)
    }
}

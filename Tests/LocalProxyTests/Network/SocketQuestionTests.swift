import Formats
import Glibc
import NIOCore
import NIOPosix
import Reactor
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct SocketQuestionTests {
    private static let (client, server) = ("127.0.0.1:50000", "127.0.0.1:8080")

    private func question(_ client: String = Self.client, _ server: String = Self.server) throws -> SocketQuestion? {
        SocketQuestion(client: try HostPort(client).orFail(), server: try HostPort(server).orFail())
    }

    /// An answer about a connection over IPv4, as the kernel of Debian 12 gives it.
    private func answer(
        family: UInt8 = 2, state: UInt8 = 1, ports: [UInt8] = [0xc3, 0x50, 0x1f, 0x90],
        from: [UInt8] = [127, 0, 0, 1] + [UInt8](repeating: 0, count: 12),
        to: [UInt8] = [127, 0, 0, 1] + [UInt8](repeating: 0, count: 12), userID: [UInt8] = [0xe8, 3, 0, 0],
        type: UInt8 = 20
    ) -> [UInt8] {
        let header: [UInt8] = [88, 0, 0, 0, type, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        let interfaceAndCookie = [UInt8](repeating: 7, count: 12)
        let queues = [UInt8](repeating: 0, count: 12)
        return header + [family, state, 0, 0] + ports + from + to + interfaceAndCookie + queues + userID + [9, 0, 0, 0]
    }

    @Test func `the message is the one that the kernel's headers describe`() throws {
        let expected: [UInt8] =
            [72, 0, 0, 0, 20, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]  // nlmsghdr
            + [2, 6, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xc3, 0x50, 0x1f, 0x90]
            + [127, 0, 0, 1] + [UInt8](repeating: 0, count: 12) + [127, 0, 0, 1] + [UInt8](repeating: 0, count: 12)
            + [0, 0, 0, 0] + [UInt8](repeating: 0xff, count: 8)
        #expect(try question()?.bytes == expected)
        let six = try question("[::1]:1", "[::1]:65535")?.bytes ?? []
        #expect(six.count == 72 && six[16] == 10 && six[24..<28].elementsEqual([0, 1, 0xff, 0xff]))
    }

    @Test func `names, and addresses of two kinds, can't be asked about`() throws {
        #expect(try question("localhost:1") == nil && question("[::1]:1") == nil)
    }

    @Test func `the user is that of the very connection`() throws {
        let question = try question().orFail()
        let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff, 127, 0, 0, 1]
        let other = [127, 0, 0, 2] + [UInt8](repeating: 0, count: 12)
        #expect(question.userID(in: answer()) == 1_000)
        #expect(question.userID(in: answer() + [8, 0, 1, 0, 0, 0, 0, 0]) == 1_000, "attributes follow")
        #expect(question.userID(in: answer(family: 10, from: mapped, to: mapped)) == 1_000)
        #expect(question.userID(in: answer(state: 8)) == 1_000, "half closed")
        #expect(question.userID(in: answer(userID: [0, 0, 0, 0])) == 0)
        #expect(question.userID(in: answer(state: 6, userID: [0, 0, 0, 0])) == nil, "closed")
        for wrong in [
            answer(state: 10, ports: [0xc3, 0x50, 0, 0], to: [UInt8](repeating: 0, count: 16)),
            answer(ports: [0x1f, 0x90, 0xc3, 0x50]), answer(from: other), answer(to: other), answer(family: 10),
            answer(from: mapped, to: mapped), answer(family: 1), answer(type: 2), answer(type: 3),
        ] { #expect(question.userID(in: wrong) == nil) }
    }

    @Test func `an answer that is cut short is none`() throws {
        let question = try question().orFail()
        for length in 0..<88 { #expect(question.userID(in: Array(answer()[..<length])) == nil) }
        // ENOENT.
        #expect(question.userID(in: [36, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]) == nil)
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::", "127.0.0.1"), ("::", "::1")])
    func `the kernel knows our own connection as its table does, and none that there isn't`(bind: String, host: String)
        async throws
    {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await ServerBootstrap(group: group).bind(host: bind, port: 0).get()
        let port = try (listener.localAddress?.port).orFail()
        let connection = try await ClientBootstrap(group: group).connect(host: host, port: port).get()
        let ours = try (connection.localAddress?.port).orFail()
        let name = host.contains(":") ? "[\(host)]" : host
        let (client, server) = (try HostPort("\(name):\(ours)").orFail(), try HostPort("\(name):\(port)").orFail())
        // Also the other end, whose socket is one for IPv6 where the listener is.
        for (from, to) in [(client, server), (server, client)] {
            // The server's end has no user until it is accepted.
            await until { SocketOwner.userIDInTables(client: from, server: to) == getuid() }
            let question = try SocketQuestion(client: from, server: to).orFail()
            if let answer = SocketDiagnosis.answer(to: question.bytes) {
                #expect(question.userID(in: answer) == getuid(), "\(from)")
            }
            #expect(SocketOwner.userID(client: from, server: to) == getuid())
        }
        #expect(SocketOwner.userID(client: server, server: server) == nil, "a socket that listens")
        try await connection.close()
        try await listener.close()
    }
}

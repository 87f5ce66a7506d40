import Formats
import HTTP1
import HTTP1TestSupport
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct DialerTests {
    private let group = MultiThreadedEventLoopGroup.singleton

    private func dialer(socks: Int? = nil) -> Dialer {
        Dialer(
            eventLoop: group.next(), socksServer: socks.flatMap { HostPort("127.0.0.1:\($0)") }, authorities: nil,
            timeout: .seconds(2))
    }

    @Test(arguments: ["127.0.0.1:1", "localhost:1", "[::1]:1", "169.254.169.254:80", "[fd00:ec2::254]:80", "0.0.0.0:1"])
    func `this machine and its link aren't reached unless that is meant`(_ text: String) async throws {
        let server = try HostPort(text).orFail()
        await #expect(throws: NetworkError.forbiddenAddress) { try await dialer().connect(to: server, reach: .remote) }
        // Nor by way of a SOCKS server, whose own machine would be meant then.
        await #expect(throws: NetworkError.forbiddenAddress) {
            try await dialer(socks: 1).connect(to: server, reach: .remote)
        }
    }

    @Test func `the addresses of this machine's network cards aren't reached unless that is meant`() async throws {
        let devices = try System.enumerateDevices()
        let own = devices.compactMap { $0.address?.ipAddress.flatMap { IPAddress($0) } }.first { $0.reach == .anywhere }
        guard let own else { return }
        let server = try await ServerBootstrap(group: group).bind(host: own.description, port: 0).get()
        let port = try server.localAddress?.port.orFail() ?? 0
        let place = try HostPort(own.bytes.count == 4 ? "\(own):\(port)" : "[\(own)]:\(port)").orFail()
        await #expect(throws: NetworkError.forbiddenAddress) { try await dialer().connect(to: place, reach: .remote) }
        try await dialer().connect(to: place, reach: .local).close()
        try await server.close()
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `this machine is reached directly where everything else goes through a SOCKS server`(
        _ host: String
    ) async throws {
        let server = try await StandInServer(group) { client in try? await client.write(ByteBuffer(string: "here")) }
        let socks = try await StandInServer(group) { _ in Issue.record("the SOCKS server is asked") }
        let place = try HostPort("\(host):\(server.port)").orFail()
        let connection = try await dialer(socks: socks.port).connect(to: place, reach: .local)
        #expect(await connection.read().map { String(buffer: $0) } == "here")
        connection.close()
        await server.stop()
        await socks.stop()
    }

    @Test(
        arguments: [
            ("x.localhost:1", "10.0.0.1", .notThisMachine), ("localhost:1", "127.0.0.1", nil),
            ("x.localhost:1", "::1", nil), ("tools.example:1", "192.0.2.1", nil),
            ("tools.example:1", "127.0.0.1", .forbiddenAddress), ("tools.example:1", "169.254.1.1", .forbiddenAddress),
        ] as [(String, String, NetworkError?)])
    func `a name leads where it says`(_ host: String, _ address: String, _ error: NetworkError?) throws {
        let found = try SocketAddress(ipAddress: address, port: 1)
        let server = try HostPort(host).orFail()
        #expect(Dialer.refusal(of: found, for: server, server.isLoopback ? .local : .remote) == error)
    }

    @Test func `a server where nobody listens is unreachable`() async throws {
        let stopped = try await StandInServer(group) { _ in }
        await stopped.stop()
        let server = try HostPort("127.0.0.1:\(stopped.port)").orFail()
        await #expect(throws: NetworkError.unreachable) { try await dialer().connect(to: server, reach: .local) }
        await #expect(throws: NetworkError.unreachable) {
            try await dialer(socks: stopped.port).connect(to: server, reach: .local)
        }
    }

    private static let answers: [([[UInt8]], NetworkError)] = [
        ([[5, 0xff]], NetworkError.socks), ([[4, 0]], .socks), ([[5, 2]], .socks),
        ([[5, 0], [5, 1, 0, 1]], .socksReply(1)),
        ([[5, 0], [5, 5, 0, 1, 0, 0, 0, 0, 0, 0]], .socksReply(5)), ([[5, 0], [4, 0, 0, 1]], .socks),
        ([[5, 0], [5, 0, 1, 1]], .socks), ([[5, 0], [5, 0, 0, 9, 0, 0]], .socks),
        ([[5, 0], [5, 0, 0, 1, 0]], .socks),
        ([[72, 84, 84, 80]], .socks), ([], .socks),
    ]

    @Test(arguments: answers)
    func `a SOCKS server that doesn't lead there is told from one that isn't one`(
        _ answers: [[UInt8]], _ error: NetworkError
    ) async throws {
        let socks = try await StandInServer(group) { client in
            for answer in answers {
                _ = await client.read()
                try? await client.write(ByteBuffer(bytes: answer))
            }
            if answers.isEmpty { _ = await client.read() }
        }
        let server = try HostPort("tools.example:80").orFail()
        await #expect(throws: error) { try await dialer(socks: socks.port).connect(to: server, reach: .remote) }
        await socks.stop()
    }

    @Test func `a SOCKS server that says nothing is given up`() async throws {
        let socks = try await StandInServer(group) { client in _ = await client.rest() }
        let server = try HostPort("tools.example:80").orFail()
        await #expect(throws: NetworkError.socks) {
            try await dialer(socks: socks.port).connect(to: server, reach: .remote)
        }
        await socks.stop()
    }

    private static let requests: [(String, [UInt8])] = [
        ("tools.example:8080", [5, 1, 0, 3, 13] + Array("tools.example".utf8) + [0x1f, 0x90]),
        ("10.1.2.3:80", [5, 1, 0, 1, 10, 1, 2, 3, 0, 80]),
        ("[2001:db8::1]:443", [5, 1, 0, 4, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0xbb]),
    ]

    @Test(arguments: requests)
    func `a SOCKS request has the name or the address as it is`(_ text: String, _ bytes: [UInt8]) throws {
        #expect(SOCKSHandshake.request(try HostPort(text).orFail()) == bytes)
    }
}

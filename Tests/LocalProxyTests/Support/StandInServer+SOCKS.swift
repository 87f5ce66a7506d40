import HTTP1
import HTTP1TestSupport
import NIOCore
import NIOPosix

@testable import LocalProxy

extension StandInServer {
    /// A SOCKS5 server that leads every name to one port of this machine, and notes the names.
    static func socks(
        _ group: MultiThreadedEventLoopGroup, to port: Int, noted: @escaping @Sendable (String) -> Void
    ) async throws -> StandInServer {
        try await StandInServer(group) { client in
            var bytes: [UInt8] = []
            func take(_ count: Int) async -> [UInt8] {
                while bytes.count < count {
                    guard let more = await client.read() else { return [UInt8](repeating: 0, count: count) }
                    bytes += more.readableBytesView
                }
                defer { bytes.removeFirst(count) }
                return Array(bytes[..<count])
            }
            guard await take(3) == [5, 1, 0] else { return }
            try? await client.write(ByteBuffer(bytes: [5, 0]))
            let head = await take(4)
            let length = head[3] == 3 ? Int(await take(1)[0]) : head[3] == 1 ? 4 : 16
            let address = await take(length)
            noted(head[3] == 3 ? String(decoding: address, as: UTF8.self) : "\(address)")
            _ = await take(2)
            let dialer = Dialer(eventLoop: group.next(), socksServer: nil, authorities: nil, timeout: .seconds(5))
            guard let target = HostPort("127.0.0.1:\(port)"),
                let server = try? await dialer.connect(to: target, reach: .local)
            else {
                try? await client.write(ByteBuffer(bytes: [5, 5, 0, 1, 0, 0, 0, 0, 0, 0]))
                return
            }
            client.unread(ByteBuffer(bytes: bytes))
            try? await client.write(ByteBuffer(bytes: [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
            _ = await Tunnel.run(client, server, idleTimeout: .seconds(60))
        }
    }
}

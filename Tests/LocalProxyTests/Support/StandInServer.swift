import NIOCore
import NIOPosix

@testable import LocalProxy

/// A server on loopback that does with each connection what a closure says.
struct StandInServer {
    let port: Int
    private let channel: any Channel

    init(_ group: MultiThreadedEventLoopGroup, _ serve: @escaping @Sendable (Connection) async -> Void) async throws {
        channel = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    _ = try Connection(channel) { connection in
                        Task {
                            await serve(connection)
                            connection.close()
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() async { try? await channel.close() }

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

extension Connection {
    /// Writes the text and reads until the other end closes.
    func exchange(_ text: String) async throws -> String {
        try await write(ByteBuffer(string: text))
        return await rest()
    }

    /// All that comes until the other end closes.
    func rest() async -> String {
        var all = ByteBuffer()
        while var bytes = await read() { all.writeBuffer(&bytes) }
        return String(buffer: all)
    }

    /// Reads until the text has come that ends so.
    func text(until end: String) async -> String {
        var all = ""
        while !all.hasSuffix(end), let bytes = await read() { all += String(buffer: bytes) }
        return all
    }

    /// Reads one request with its body; nil at the end of the connection.
    func request() async -> (head: RequestHead, body: String)? {
        guard let head = try? await MessageReader(self).request(begun: {}), let framing = try? BodyFraming(of: head)
        else { return nil }
        var body = BodyReader(self, framing)
        var text = ""
        while let piece = try? await body.next() { text += String(buffer: piece) }
        return (head, text)
    }

    /// Reads one response with its body.
    func response(to method: String = "GET") async throws -> (head: ResponseHead, body: String)? {
        guard let head = try await MessageReader(self).response() else { return nil }
        var body = BodyReader(self, try BodyFraming(of: head, to: method))
        var text = ""
        while let piece = try await body.next() { text += String(buffer: piece) }
        return (head, text)
    }

    func send(_ text: String) async { try? await write(ByteBuffer(string: text)) }
}

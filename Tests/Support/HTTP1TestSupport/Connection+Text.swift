package import HTTP1
import NIOCore
import NIOPosix

extension Connection {
    /// A connection to a port of this machine.
    package static func to(port: Int) async throws -> Connection {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { _ = try Connection(channel) }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return try await channel.eventLoop.submit { try Connection.of(channel) }.get()
    }

    /// Writes the text and reads until the other end closes.
    package func exchange(_ text: String) async throws -> String {
        await send(text)
        return await rest()
    }

    /// All that comes until the other end closes.
    package func rest() async -> String {
        var all = ByteBuffer()
        while var bytes = await read() { all.writeBuffer(&bytes) }
        return String(buffer: all)
    }

    /// Reads until the text has come that ends so.
    package func text(until end: String) async -> String {
        var all = ""
        while !all.hasSuffix(end), let bytes = await read() { all += String(buffer: bytes) }
        return all
    }

    /// Reads one request with its body; nil at the end of the connection.
    package func request() async -> (head: RequestHead, body: String)? {
        guard let head = try? await MessageReader(self).request(begun: {}), let framing = try? BodyFraming(of: head)
        else { return nil }
        var body = BodyReader(self, framing)
        var text = ""
        while let piece = try? await body.next() { text += String(buffer: piece) }
        return (head, text)
    }

    /// Reads one response with its body.
    package func response(to method: String = "GET") async throws -> (head: ResponseHead, body: String)? {
        guard let head = try await MessageReader(self).response() else { return nil }
        var body = BodyReader(self, try BodyFraming(of: head, to: method))
        var text = ""
        while let piece = try await body.next() { text += String(buffer: piece) }
        return (head, text)
    }

    package func send(_ text: String) async { _ = await takes(ByteBuffer(string: text)) }
}

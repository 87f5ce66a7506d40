import Formats
import HTTP1
import NIOCore

/// Asks a SOCKS5 server for a connection (RFC 1928), without a password. A name is sent as it is, so that it is resolved
/// where the server stands.
enum SOCKSHandshake {
    private static let version: UInt8 = 5

    static func connect(_ connection: Connection, to server: HostPort) async throws(NetworkError) {
        var reader = ExactReader(connection: connection)
        try await connection.write(ByteBuffer(bytes: [version, 1, 0]))
        guard try await reader.read(2) == [version, 0] else { throw .socks }
        try await connection.write(ByteBuffer(bytes: request(server)))
        let head = try await reader.read(4)
        guard head[0] == version, head[2] == 0 else { throw .socks }
        guard head[1] == 0 else { throw .socksReply(head[1]) }
        switch head[3] {
        case 1: _ = try await reader.read(4 + 2)
        case 4: _ = try await reader.read(16 + 2)
        case 3: _ = try await reader.read(Int(try await reader.read(1)[0]) + 2)
        default: throw .socks
        }
        reader.finish()
    }

    /// The request to connect there.
    static func request(_ server: HostPort) -> [UInt8] {
        let address: [UInt8] =
            switch server.address?.bytes.count {
            case 4: [1] + (server.address?.bytes ?? [])
            case 16: [4] + (server.address?.bytes ?? [])
            default: [3, UInt8(truncatingIfNeeded: server.host.utf8.count)] + Array(server.host.utf8)
            }
        return [version, 1, 0] + address + [UInt8(server.port >> 8), UInt8(server.port & 0xff)]
    }
}

/// Reads as many bytes as were asked for, and keeps the others.
private struct ExactReader {
    let connection: Connection
    var buffer = ByteBuffer()

    mutating func read(_ count: Int) async throws(NetworkError) -> [UInt8] {
        while buffer.readableBytes < count {
            guard var bytes = await connection.read() else { throw .closed }
            buffer.writeBuffer(&bytes)
        }
        return buffer.readBytes(length: count) ?? []
    }

    /// Leaves what wasn't asked for to whoever reads next.
    func finish() { connection.unread(buffer) }
}

import HTTP1
import NIOCore

/// Writes a body in the framing that the head of its message announced.
struct BodyWriter {
    let connection: Connection
    let isChunked: Bool

    /// Writes a piece that isn't empty.
    func write(_ bytes: ByteBuffer) async throws(NetworkError) {
        guard isChunked else { return try await connection.write(bytes) }
        var bytes = bytes
        var chunk = ByteBuffer()
        chunk.reserveCapacity(bytes.readableBytes + 20)
        chunk.writeString(String(bytes.readableBytes, radix: 16))
        chunk.writeString("\r\n")
        chunk.writeBuffer(&bytes)
        chunk.writeString("\r\n")
        try await connection.write(chunk)
    }

    /// Ends the body.
    func finish(_ trailers: HeaderFields) async throws(NetworkError) {
        guard isChunked else { return }
        var end = ByteBuffer()
        end.writeString("0\r\n")
        end.writeFields(HopByHop.forwardable(trailers: trailers))
        try await connection.write(end)
    }
}

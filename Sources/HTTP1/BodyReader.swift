package import NIOCore

/// Reads the body of a message from its connection, piece by piece, to its end and no further.
package struct BodyReader {
    private enum State {
        case finished
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
        case untilClose
    }

    private let connection: Connection
    private var state: State
    /// What was read and isn't decoded.
    private var buffer = ByteBuffer()
    /// The fields after the body, once it was read.
    package private(set) var trailers = HeaderFields()

    package init(_ connection: Connection, _ framing: BodyFraming) {
        self.connection = connection
        state =
            switch framing {
            case .none: .finished
            case .length(let length): .length(remaining: length)
            case .chunked: .chunked(ChunkedDecoder())
            case .untilClose: .untilClose
            }
    }

    package var isFinished: Bool { if case .finished = state { true } else { false } }

    /// The next bytes; nil at the end of the body.
    package mutating func next() async throws(HTTPViolation) -> ByteBuffer? {
        switch state {
        case .finished: return nil
        case .untilClose:
            guard let bytes = await connection.read() else {
                state = .finished
                return nil
            }
            return bytes
        case .length(let remaining):
            guard var bytes = await connection.read() else { throw .truncated }
            let count = min(remaining, bytes.readableBytes)
            let piece = bytes.readSlice(length: count) ?? ByteBuffer()
            connection.unread(bytes)
            state = count == remaining ? .finished : .length(remaining: remaining - count)
            return piece
        case .chunked(var decoder):
            let piece = try await next(&decoder)
            state = piece == nil ? .finished : .chunked(decoder)
            return piece
        }
    }

    private mutating func next(_ decoder: inout ChunkedDecoder) async throws(HTTPViolation) -> ByteBuffer? {
        while true {
            switch try decoder.next(from: &buffer) {
            case .bytes(let bytes): return bytes
            case .end(let fields):
                trailers = fields
                connection.unread(buffer)
                buffer = ByteBuffer()
                return nil
            case nil:
                guard var bytes = await connection.read() else { throw .truncated }
                // What the decoder has taken is let go, so that a long body doesn't pile up.
                if buffer.readableBytes == 0 {
                    buffer = bytes
                } else {
                    buffer.discardReadBytes()
                    buffer.writeBuffer(&bytes)
                }
            }
        }
    }
}

package import NIOCore

/// Reads a body in chunks (RFC 9112, 7.1), and the trailers after it.
package struct ChunkedDecoder {
    package enum Piece: Equatable {
        case bytes(ByteBuffer)
        case end(HeaderFields)
    }

    private enum State {
        case size
        case bytes(remaining: Int)
        case endOfChunk
        case trailers
        case finished
    }

    private static let maximumLineBytes = 1_024
    /// All extensions of a body's chunks: nobody uses any, and each costs its reader work.
    private static let maximumExtensionBytes = 16_384
    private static let trailerLimits = HeadParser.Limits(bytes: 16_384, firstLineBytes: 16_384, fields: 50)

    private var state = State.size
    private var extensionBytes = 0

    package init() {}

    /// The next piece of the body, taken from the buffer; nil when more bytes are needed.
    package mutating func next(from buffer: inout ByteBuffer) throws(HTTPViolation) -> Piece? {
        while true {
            switch state {
            case .size:
                guard let line = try Self.line(from: &buffer) else { return nil }
                let size = try size(line)
                state = size == 0 ? .trailers : .bytes(remaining: size)
            case .bytes(let remaining):
                guard let bytes = buffer.readSlice(length: min(remaining, buffer.readableBytes)),
                    bytes.readableBytes > 0
                else { return nil }
                let left = remaining - bytes.readableBytes
                state = left == 0 ? .endOfChunk : .bytes(remaining: left)
                return .bytes(bytes)
            case .endOfChunk:
                guard let end = buffer.readBytes(length: 2) else { return nil }
                guard end == [.carriageReturn, .lineFeed] else { throw .chunk }
                state = .size
            case .trailers:
                guard let trailers = try Self.trailers(from: &buffer) else { return nil }
                state = .finished
                return .end(trailers)
            case .finished: return nil
            }
        }
    }

    private mutating func size(_ line: [UInt8]) throws(HTTPViolation) -> Int {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != .space && $0 != .tab }
        let rest = line[digits.endIndex...]
        extensionBytes += rest.count
        guard (1...15).contains(digits.count), let size = Int(String(decoding: digits, as: UTF8.self), radix: 16),
            // Int reads a sign too.
            digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
            rest.isEmpty || rest.first == UInt8(ascii: ";"), rest.allSatisfy(\.isFieldContent),
            extensionBytes <= Self.maximumExtensionBytes
        else { throw .chunk }
        return size
    }

    /// A line without its end; nil when its end hasn't come.
    private static func line(from buffer: inout ByteBuffer) throws(HTTPViolation) -> [UInt8]? {
        let view = buffer.readableBytesView.prefix(maximumLineBytes + 1)
        guard let end = view.firstIndex(of: .lineFeed) else {
            if view.count > maximumLineBytes { throw .chunk }
            return nil
        }
        var line = Array(view[..<end])
        guard line.popLast() == .carriageReturn, !line.contains(.carriageReturn) else { throw .chunk }
        buffer.moveReaderIndex(to: end + 1)
        return line
    }

    private static func trailers(from buffer: inout ByteBuffer) throws(HTTPViolation) -> HeaderFields? {
        let bytes = Array(buffer.readableBytesView.prefix(trailerLimits.bytes + 4))
        if bytes.starts(with: [.carriageReturn, .lineFeed]) {
            buffer.moveReaderIndex(forwardBy: 2)
            return HeaderFields()
        }
        guard let end = bytes.endOfHead(from: 0) else {
            if bytes.count > trailerLimits.bytes { throw .trailers }
            return nil
        }
        buffer.moveReaderIndex(forwardBy: end + 2)
        let parser = HeadParser(limits: trailerLimits)
        do throws(HTTPViolation) {
            return try parser.fields(try parser.lines(of: bytes[..<end])[...])
        } catch {
            throw .trailers
        }
    }
}

extension [UInt8] {
    /// Where the empty line begins that ends a head: the offset after the CR LF of its last line. Nil without one.
    package func endOfHead(from start: Int) -> Int? {
        var index = Swift.max(start, 0)
        while index + 3 < count {
            if self[index + 3] > .carriageReturn {
                index += 4
            } else if self[index] == .carriageReturn, self[index + 1] == .lineFeed,
                self[index + 2] == .carriageReturn, self[index + 3] == .lineFeed
            {
                return index + 2
            } else {
                index += 1
            }
        }
        return nil
    }
}

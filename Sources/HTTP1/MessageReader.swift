import NIOCore

/// Reads messages from a connection, one after the other: a head, its body, the next head.
package struct MessageReader {
    package let connection: Connection
    package let parser: HeadParser

    package init(_ connection: Connection, limits: HeadParser.Limits = HeadParser.Limits()) {
        self.connection = connection
        parser = HeadParser(limits: limits)
    }

    /// Reads the next request.
    ///
    /// - Parameter begun: called when its first byte has come.
    /// - Returns: nil when the client has closed the connection between two requests.
    /// - Throws: where it breaks the grammar, or the connection ends in its middle.
    package func request(begun: () -> Void) async throws(HTTPViolation) -> RequestHead? {
        guard let bytes = try await head(begun: begun) else { return nil }
        return try parser.request(bytes[...])
    }

    /// The next response, informational ones included; nil when the server has closed the connection before it.
    package func response() async throws(HTTPViolation) -> ResponseHead? {
        guard let bytes = try await head(begun: {}) else { return nil }
        return try parser.response(bytes[...])
    }

    /// The bytes of a head, with the CR LF of its last line and without the empty line.
    private func head(begun: () -> Void) async throws(HTTPViolation) -> [UInt8]? {
        var bytes: [UInt8] = []
        var looked = 0
        while let received = await connection.read() {
            if bytes.isEmpty { begun() }
            bytes += received.readableBytesView
            // An empty line before a request is skipped (RFC 9112, 2.2).
            if looked == 0, bytes.starts(with: [.carriageReturn, .lineFeed]) { bytes.removeFirst(2) }
            if let end = bytes.endOfHead(from: looked - 3) {
                connection.unread(ByteBuffer(bytes: bytes[(end + 2)...]))
                return Array(bytes[..<end])
            }
            // What can't become a head is refused before the sender has sent it all.
            if bytes.count > parser.limits.bytes { throw .headTooLarge }
            if Self.hasBareLineFeed(bytes, from: looked) { throw .lineEnding }
            looked = bytes.count
        }
        if bytes.isEmpty { return nil }
        throw .truncated
    }

    private static func hasBareLineFeed(_ bytes: [UInt8], from start: Int) -> Bool {
        bytes.indices[start...].contains { index in
            bytes[index] == .lineFeed && (index == 0 || bytes[index - 1] != .carriageReturn)
        }
    }
}

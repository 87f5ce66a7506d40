import Formats

/// Reads the head of a message: every line ends in CR LF, every name is a token, nothing is folded.
package struct HeadParser {
    /// How large a head may be.
    package struct Limits: Sendable {
        /// The head in bytes, with all its lines.
        package var bytes: Int
        /// The first line in bytes.
        package var firstLineBytes: Int
        package var fields: Int
        /// The name of a field in bytes.
        var nameBytes = 256

        package init(bytes: Int = 65_536, firstLineBytes: Int = 16_384, fields: Int = 200) {
            self.bytes = bytes
            self.firstLineBytes = firstLineBytes
            self.fields = fields
        }
    }

    package let limits: Limits

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// The request whose head is `bytes`, without the empty line at its end.
    package func request(_ bytes: ArraySlice<UInt8>) throws(HTTPViolation) -> RequestHead {
        let lines = try lines(of: bytes)
        guard let first = lines.first else { throw .requestLine }
        let parts = first.split(separator: .space, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].count <= 32, parts[0].allSatisfy(\.isToken),
            !parts[1].isEmpty, parts[1].allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw .requestLine }
        return RequestHead(
            method: text(parts[0]), target: text(parts[1]), version: try version(parts[2]),
            fields: try fields(lines.dropFirst()))
    }

    /// The response whose head is `bytes`, without the empty line at its end.
    package func response(_ bytes: ArraySlice<UInt8>) throws(HTTPViolation) -> ResponseHead {
        let lines = try lines(of: bytes)
        guard let first = lines.first else { throw .statusLine }
        let parts = first.split(separator: .space, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[1].count == 3, let status = Int(text(parts[1])), (100...599).contains(status)
        else { throw .statusLine }
        let reason = parts.count == 3 ? parts[2] : []
        guard reason.allSatisfy(\.isFieldContent) else { throw .statusLine }
        return ResponseHead(
            status: status, reason: text(reason), version: try version(parts[0]), fields: try fields(lines.dropFirst()))
    }

    /// The fields that the lines write; an empty text has none. Trailers are read by this too.
    package func fields(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(HTTPViolation) -> HeaderFields {
        guard lines.count <= limits.fields else { throw .tooManyFields }
        var fields = HeaderFields()
        for line in lines {
            if line.first == .space || line.first == .tab { throw .foldedLine }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .fieldName }
            let name = line[..<colon]
            guard !name.isEmpty, name.count <= limits.nameBytes, name.allSatisfy(\.isToken) else { throw .fieldName }
            let value = line[(colon + 1)...]
            guard value.allSatisfy(\.isFieldContent) else { throw .fieldValue }
            fields.append(text(name), String(text(value).trimmingWhiteSpace))
        }
        return fields
    }

    /// The lines of `bytes`, without their ends.
    package func lines(of bytes: ArraySlice<UInt8>) throws(HTTPViolation) -> [ArraySlice<UInt8>] {
        guard bytes.count <= limits.bytes else { throw .headTooLarge }
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: .carriageReturn) ?? bytes.endIndex
            let line = bytes[start..<end]
            guard end + 1 < bytes.endIndex, bytes[end + 1] == .lineFeed,
                !line.contains(where: { $0 == .lineFeed || $0 == 0 })
            else { throw .lineEnding }
            if lines.isEmpty, line.count > limits.firstLineBytes { throw .headTooLarge }
            lines.append(line)
            start = end + 2
        }
        return lines
    }

    private func version(_ bytes: ArraySlice<UInt8>) throws(HTTPViolation) -> HTTPVersion {
        guard let version = HTTPVersion(rawValue: text(bytes)) else { throw .version }
        return version
    }

    /// The bytes as a text of one scalar each.
    private func text(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }
}

extension UInt8 {
    package static let space = UInt8(ascii: " ")
    package static let tab = UInt8(ascii: "\t")
    package static let carriageReturn = UInt8(ascii: "\r")
    package static let lineFeed = UInt8(ascii: "\n")

    /// Whether the byte may stand in a field's value (RFC 9110, 5.5).
    package var isFieldContent: Bool { self == .tab || (self >= 0x20 && self != 0x7f) }
}

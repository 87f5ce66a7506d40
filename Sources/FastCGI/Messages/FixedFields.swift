import Formats
package import HTTPTypes

/// Fields of a response, written once for all responses that have them.
package struct FixedFields: Sendable {
    package let fields: HTTPFields
    /// The fields as they go out, each with the end of its line.
    let bytes: [UInt8]

    package init(_ fields: HTTPFields) {
        self.fields = fields
        var bytes: [UInt8] = []
        for field in fields { Self.append(field, to: &bytes) }
        self.bytes = bytes
    }

    /// Appends a field as it goes out; one that the web server would read as a second status is left out.
    static func append(_ field: HTTPField, to bytes: inout [UInt8]) {
        if field.name.canonicalName == "status" { return }
        append(field.name.rawName, to: &bytes)
        bytes.append(utf8: ": ")
        append(field.value, to: &bytes)
        bytes.append(utf8: "\r\n")
    }

    /// Appends text in which spaces replace CR, LF and NUL, so that it can't begin another field. HTTPTypes doesn't let
    /// them in either; this is a second check that costs little.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        if endsLine(text.utf8.span) {
            bytes += text.utf8.map { $0 == 0x0d || $0 == 0x0a || $0 == 0 ? UInt8(ascii: " ") : $0 }
        } else {
            bytes.append(utf8: text)
        }
    }

    /// Whether a byte is CR, LF or NUL. It looks at every byte, which the compiler makes many at once.
    private static func endsLine(_ bytes: borrowing Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            found |= (byte == 0x0d ? 1 : 0) | (byte == 0x0a ? 1 : 0) | (byte == 0 ? 1 : 0)
        }
        return found != 0
    }
}

import Formats
package import HTTPTypes

/// The fields of a message's head as they go over the wire, a line for each: `name: value`.
///
/// A login sends and gets some twenty fields, and is asked for two of them, so that they stay the bytes that they are. No name is
/// another than HTTP's, and no value has what could end a line.
package struct FieldLines: Sendable {
    /// The lines, each with a line feed at its end.
    package private(set) var bytes: [UInt8] = []
    package private(set) var count = 0

    package init() {}

    package init(_ fields: HTTPFields) {
        for field in fields { append(field.name.rawName, field.value) }
    }

    /// The same as HTTPTypes has them.
    package var httpFields: HTTPFields {
        var fields = HTTPFields()
        forEach { name, value in
            guard let name = HTTPField.Name(text(name)) else { return }
            fields.append(HTTPField(name: name, value: text(value)))
        }
        return fields
    }

    /// The value of the field with this name; of several, their values with commas between them. Nil if there is none.
    package subscript(_ name: HTTPField.Name) -> String? {
        var found: String?
        forEach { candidate, value in
            guard Self.isSame(bytes.span.extracting(candidate), name.canonicalName) else { return }
            found = found.map { "\($0), \(text(value))" } ?? text(value)
        }
        return found
    }

    /// Calls `body` with the places of each field's name and value.
    private func forEach(_ body: (_ name: Range<Int>, _ value: Range<Int>) -> Void) {
        let bytes = bytes.span
        var start = 0
        while start < bytes.count {
            var colon = start
            while bytes[colon] != UInt8(ascii: ":") { colon += 1 }
            var end = colon + 2
            while bytes[end] != UInt8(ascii: "\n") { end += 1 }
            body(start..<colon, (colon + 2)..<end)
            start = end + 1
        }
    }

    /// Whether a name is this one, which is in small letters.
    package static func isSame(_ name: borrowing Span<UInt8>, _ other: String) -> Bool {
        let other = other.utf8.span
        guard name.count == other.count else { return false }
        for index in other.indices where name[index].asciiLowercased != other[index] { return false }
        return true
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Adding

    /// Adds a field, unless the name is none. What may not stand in a value becomes a space.
    package mutating func append(_ name: String, _ value: String) {
        append(name.utf8.span, value.utf8.span)
    }

    /// Adds a field, by the UTF-8 of both.
    ///
    /// - Returns: false if the name is none, and nothing was added.
    @discardableResult
    package mutating func append(_ name: borrowing Span<UInt8>, _ value: borrowing Span<UInt8>) -> Bool {
        guard Self.isName(name) else { return false }
        if bytes.isEmpty { bytes.reserveCapacity(768) }
        if Self.isPlain(value) {
            append(line: name, value)
        } else {
            // HTTPTypes knows what may stand in a value.
            let text = value.indices.map { value[$0] }
            append(line: name, HTTPField(name: .contentType, value: text).value.utf8.span)
        }
        count += 1
        return true
    }

    private mutating func append(line name: borrowing Span<UInt8>, _ value: borrowing Span<UInt8>) {
        bytes.append(addingCapacity: name.count + value.count + 3) { output in
            output.append(repeating: UInt8(ascii: "\n"), count: name.count + value.count + 3)
            var line = output.mutableSpan
            for index in name.indices { line[index] = name[index] }
            line[name.count] = UInt8(ascii: ":")
            line[name.count + 1] = UInt8(ascii: " ")
            for index in value.indices { line[name.count + 2 + index] = value[index] }
        }
    }

    /// Whether a value is of visible ASCII characters and spaces between them, which all values are that AWS knows.
    private static func isPlain(_ value: borrowing Span<UInt8>) -> Bool {
        guard let last = value.indices.last else { return true }
        var found: UInt8 = (value[0] == 0x20 ? 1 : 0) | (value[last] == 0x20 ? 1 : 0)
        for index in value.indices { found |= value[index] &- 0x20 < 0x5f ? 0 : 1 }
        return found == 0
    }

    /// Whether it is what names of fields are made of.
    private static func isName(_ name: borrowing Span<UInt8>) -> Bool {
        for index in name.indices where !name[index].isToken { return false }
        return !name.isEmpty
    }
}

/// A JSON value whose members keep their order: for requests and answers of AWS's JSON services, problems, log lines
/// and audit records.
///
/// Foundation's coders take about twenty times as long for texts this short.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number that isn't an `Int`, as it is written.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// An object of those members that have a value, in this order.
    package init(present members: KeyValuePairs<String, JSONValue?>) {
        self = .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    /// The value of the first member with this name, of an object that has one.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text, where it is one.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value as JSON on one line: control characters, U+2028 and U+2029 are escaped.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The UTF-8 of ``text``.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(to: &bytes)
        return bytes
    }

    /// Appends the UTF-8 of ``text``.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes.append(decimal: value)
        case .decimal(let digits): bytes += digits.utf8
        case .string(let value): Self.write(value, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    static func write(_ string: String, to bytes: inout [UInt8]) { write(string.utf8.span, to: &bytes) }

    /// Appends a text in UTF-8 as a JSON string.
    static func write(_ utf8: borrowing Span<UInt8>, to bytes: inout [UInt8]) {
        // Most texts are short and need no escape. To copy them byte by byte takes less than what comes before any other way.
        if utf8.count < 48, writePlain(utf8, to: &bytes) { return }
        bytes.append(UInt8(ascii: "\""))
        if mayNeedEscape(utf8) {
            let text = String(decoding: utf8.indices.map { utf8[$0] }, as: UTF8.self)
            for scalar in text.unicodeScalars { write(scalar, to: &bytes) }
        } else {
            bytes.append(utf8: utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a text that needs no escape; appends nothing if it may need one.
    private static func writePlain(_ text: borrowing Span<UInt8>, to bytes: inout [UInt8]) -> Bool {
        let start = bytes.count
        var found: UInt8 = 0
        bytes.append(addingCapacity: text.count + 2) { output in
            output.append(repeating: UInt8(ascii: "\""), count: text.count + 2)
            var written = output.mutableSpan
            for index in text.indices {
                found |= mayNeedEscape(text[index])
                written[index + 1] = text[index]
            }
        }
        if found == 0 { return true }
        bytes.removeLast(bytes.count - start)
        return false
    }

    /// Whether a text has a byte that needs an escape, or may be a part of a character that does: control characters,
    /// quotes, backslashes, and all that isn't ASCII. It looks at every byte, which the compiler makes many at once.
    private static func mayNeedEscape(_ bytes: borrowing Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in bytes.indices { found |= mayNeedEscape(bytes[index]) }
        return found != 0
    }

    /// 1 if it is such a byte, and 0 if not.
    private static func mayNeedEscape(_ byte: UInt8) -> UInt8 {
        (byte < 0x20 ? 1 : 0) | (byte >= 0x7f ? 1 : 0)
            | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
    }

    private static func write(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case "\u{0}"..<"\u{20}", "\u{7f}"..<"\u{a0}", "\u{2028}", "\u{2029}":
            let digits = String(scalar.value, radix: 16)
            bytes += "\\u".utf8
            bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
            bytes += digits.utf8
        default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

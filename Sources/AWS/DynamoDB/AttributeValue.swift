import Formats

/// The value of an attribute. In JSON it is an object with one member for its type: `{"S": "text"}`, `{"N": "12"}`, …
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
package enum AttributeValue: Sendable, Hashable {
    case s(String)
    /// A decimal number, as text.
    case n(String)
    case b([UInt8])
    case bool(Bool)
    case null
    case l([AttributeValue])
    case m([String: AttributeValue])
    /// A set of strings, never empty.
    case ss([String])
    case ns([String])
    case bs([[UInt8]])

    /// A whole number.
    package static func n(_ number: Int) -> Self { .n(String(number)) }

    /// The text; nil if the value isn't one.
    package var string: String? {
        guard case .s(let text) = self else { return nil }
        return text
    }

    /// The number; nil if the value isn't a whole number.
    package var integer: Int? {
        guard case .n(let digits) = self else { return nil }
        return Int(digits)
    }
}

/// An item of a table: its attributes by name.
package typealias Item = [String: AttributeValue]

extension AttributeValue {
    /// Reads a value: an object with exactly one member, of a known type.
    init(_ reader: inout JSONReader) throws(JSONError) {
        var found: AttributeValue?
        try reader.object { (type, reader) throws(JSONError) in
            guard found == nil else { throw reader.malformed }
            found = try AttributeValue(type, &reader)
        }
        guard let found else { throw reader.malformed }
        self = found
    }

    private init(_ type: String, _ reader: inout JSONReader) throws(JSONError) {
        switch type {
        case "S": self = .s(try reader.text())
        case "N": self = .n(try reader.text())
        case "BOOL": self = .bool(try Self.flag(&reader))
        case "NULL":
            _ = try Self.flag(&reader)
            self = .null
        case "B": self = .b(try Self.bytes(&reader))
        case "L": self = .l(try Self.all(&reader) { (reader) throws(JSONError) in try AttributeValue(&reader) })
        case "M": self = .m(try Item(&reader))
        case "SS": self = .ss(try Self.all(&reader) { (reader) throws(JSONError) in try reader.text() })
        case "NS": self = .ns(try Self.all(&reader) { (reader) throws(JSONError) in try reader.text() })
        case "BS": self = .bs(try Self.all(&reader, Self.bytes))
        default: throw reader.malformed
        }
    }

    private static func all<Value>(
        _ reader: inout JSONReader, _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> [Value] {
        var values: [Value] = []
        try reader.array { (reader) throws(JSONError) in values.append(try read(&reader)) }
        return values
    }

    private static func flag(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard case .bool(let flag) = try reader.value() else { throw reader.malformed }
        return flag
    }

    private static func bytes(_ reader: inout JSONReader) throws(JSONError) -> [UInt8] {
        guard let bytes = Base64.decode(try reader.text()) else { throw reader.malformed }
        return bytes
    }

    /// Writes the value as DynamoDB has it.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .s(let text): writer.member("S", text)
            case .n(let digits): writer.member("N", digits)
            case .b(let bytes): writer.member("B", Base64.encode(bytes))
            case .bool(let flag): writer.member("BOOL", .bool(flag))
            case .null: writer.member("NULL", .bool(true))
            case .l(let values): writer.member("L") { $0.array { writer in values.forEach { $0.write(to: &writer) } } }
            case .m(let item): writer.member("M", item.write)
            case .ss(let texts): writer.member("SS", .array(texts.map(JSONValue.string)))
            case .ns(let numbers): writer.member("NS", .array(numbers.map(JSONValue.string)))
            case .bs(let values): writer.member("BS", .array(values.map { .string(Base64.encode($0)) }))
            }
        }
    }
}

extension Item {
    /// Reads an object of attribute values.
    init(_ reader: inout JSONReader) throws(JSONError) {
        // With room for what records have.
        var item = Item(minimumCapacity: 12)
        try reader.object { (name, reader) throws(JSONError) in item[name] = try AttributeValue(&reader) }
        self = item
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, value) in self { writer.member(name) { value.write(to: &$0) } }
        }
    }
}

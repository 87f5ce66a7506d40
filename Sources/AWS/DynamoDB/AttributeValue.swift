import Formats

/// The value of an attribute. In JSON it is an object with one member for its type: `{"S": "text"}`, `{"N": "12"}`, …
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
package indirect enum AttributeValue: Sendable, Hashable {
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
    /// Reads a value; nil unless `json` is an object with exactly one member, of a known type.
    init?(_ json: JSONValue) {
        guard case .object(let members) = json, members.count == 1, let member = members.first else { return nil }
        switch (member.name, member.value) {
        case ("S", .string(let text)): self = .s(text)
        case ("N", .string(let digits)): self = .n(digits)
        case ("BOOL", .bool(let flag)): self = .bool(flag)
        case ("NULL", .bool): self = .null
        case ("B", let value):
            guard let bytes = Self.bytes(value) else { return nil }
            self = .b(bytes)
        case ("L", let value):
            guard let values = value.all(AttributeValue.init) else { return nil }
            self = .l(values)
        case ("M", let value):
            guard let item = Item(json: value) else { return nil }
            self = .m(item)
        case ("SS", let value):
            guard let texts = value.all(\.string) else { return nil }
            self = .ss(texts)
        case ("NS", let value):
            guard let numbers = value.all(\.string) else { return nil }
            self = .ns(numbers)
        case ("BS", let value):
            guard let values = value.all(Self.bytes) else { return nil }
            self = .bs(values)
        default: return nil
        }
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

    private static func bytes(_ json: JSONValue) -> [UInt8]? {
        json.string.flatMap(Base64.decode)
    }
}

extension Item {
    /// Reads an object of attribute values; nil if it isn't one.
    init?(json: JSONValue) {
        guard case .object(let members) = json else { return nil }
        self.init(minimumCapacity: members.count)
        for member in members {
            guard let value = AttributeValue(member.value) else { return nil }
            self[member.name] = value
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, value) in self { writer.member(name, value.write) }
        }
    }
}

extension JSONValue {
    /// The elements of an array, each read by `read`; nil if it isn't an array, or an element can't be read.
    func all<Value>(_ read: (JSONValue) -> Value?) -> [Value]? {
        guard case .array(let elements) = self else { return nil }
        var values: [Value] = []
        for element in elements {
            guard let value = read(element) else { return nil }
            values.append(value)
        }
        return values
    }
}

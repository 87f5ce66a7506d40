import Formats
import FoundationEssentials

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

    /// The value as DynamoDB writes it.
    var json: JSONValue {
        switch self {
        case .s(let text): ["S": .string(text)]
        case .n(let digits): ["N": .string(digits)]
        case .b(let bytes): ["B": Self.base64(bytes)]
        case .bool(let flag): ["BOOL": .bool(flag)]
        case .null: ["NULL": true]
        case .l(let values): ["L": .array(values.map(\.json))]
        case .m(let item): ["M": item.json]
        case .ss(let texts): ["SS": .array(texts.map(JSONValue.string))]
        case .ns(let numbers): ["NS": .array(numbers.map(JSONValue.string))]
        case .bs(let values): ["BS": .array(values.map(Self.base64))]
        }
    }

    private static func bytes(_ json: JSONValue) -> [UInt8]? {
        json.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
    }

    private static func base64(_ bytes: [UInt8]) -> JSONValue {
        .string(Data(bytes).base64EncodedString())
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

    var json: JSONValue { .object(map { JSONValue.Member($0, $1.json) }) }
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

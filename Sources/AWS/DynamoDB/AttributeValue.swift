import FoundationEssentials

/// A value of an attribute, coded in DynamoDB's JSON shape: `{"S": "text"}`, `{"N": "12"}`, …
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
package indirect enum AttributeValue: Sendable, Hashable {
    case s(String)
    /// A decimal number in digits.
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

    /// The text, where it is one.
    package var string: String? {
        guard case .s(let text) = self else { return nil }
        return text
    }

    /// The number, where it is a whole one.
    package var integer: Int? {
        guard case .n(let digits) = self else { return nil }
        return Int(digits)
    }
}

/// An item: its attributes by name.
package typealias Item = [String: AttributeValue]

extension AttributeValue: Codable {
    private enum CodingKeys: String, CodingKey {
        case s = "S"
        case n = "N"
        case b = "B"
        case bool = "BOOL"
        case null = "NULL"
        case l = "L"
        case m = "M"
        case ss = "SS"
        case ns = "NS"
        case bs = "BS"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "an attribute value has exactly one type"))
        }
        switch key {
        case .s: self = .s(try container.decode(String.self, forKey: key))
        case .n: self = .n(try container.decode(String.self, forKey: key))
        case .b: self = .b(Array(try container.decode(Data.self, forKey: key)))
        case .bool: self = .bool(try container.decode(Bool.self, forKey: key))
        case .null: self = .null
        case .l: self = .l(try container.decode([AttributeValue].self, forKey: key))
        case .m: self = .m(try container.decode([String: AttributeValue].self, forKey: key))
        case .ss: self = .ss(try container.decode([String].self, forKey: key))
        case .ns: self = .ns(try container.decode([String].self, forKey: key))
        case .bs: self = .bs(try container.decode([Data].self, forKey: key).map(Array.init))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .s(let text): try container.encode(text, forKey: .s)
        case .n(let digits): try container.encode(digits, forKey: .n)
        case .b(let bytes): try container.encode(Data(bytes), forKey: .b)
        case .bool(let flag): try container.encode(flag, forKey: .bool)
        case .null: try container.encode(true, forKey: .null)
        case .l(let values): try container.encode(values, forKey: .l)
        case .m(let values): try container.encode(values, forKey: .m)
        case .ss(let texts): try container.encode(texts, forKey: .ss)
        case .ns(let numbers): try container.encode(numbers, forKey: .ns)
        case .bs(let values): try container.encode(values.map { Data($0) }, forKey: .bs)
        }
    }
}

import AWS

/// Strings, numbers, and lists and maps of them, which records are made of, in DynamoDB's JSON form.
extension AttributeValue: Codable {
    private enum Kind: String, CodingKey {
        case s = "S"
        case n = "N"
        case l = "L"
        case m = "M"
    }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.container(keyedBy: Kind.self)
        switch value.allKeys.first {
        case .s: self = .s(try value.decode(String.self, forKey: .s))
        case .n: self = .n(try value.decode(String.self, forKey: .n))
        case .l: self = .l(try value.decode([AttributeValue].self, forKey: .l))
        case .m: self = .m(try value.decode([String: AttributeValue].self, forKey: .m))
        case nil:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "S, N, L or M only"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.container(keyedBy: Kind.self)
        switch self {
        case .s(let text): try value.encode(text, forKey: .s)
        case .n(let digits): try value.encode(digits, forKey: .n)
        case .l(let values): try value.encode(values, forKey: .l)
        case .m(let members): try value.encode(members, forKey: .m)
        default: throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "S, N, L or M only"))
        }
    }
}

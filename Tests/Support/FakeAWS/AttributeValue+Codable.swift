import AWS

/// Strings and numbers, which role records are made of, in DynamoDB's JSON form.
extension AttributeValue: Codable {
    package init(from decoder: any Decoder) throws {
        let value = try [String: String](from: decoder)
        if let text = value["S"] {
            self = .s(text)
        } else if let digits = value["N"] {
            self = .n(digits)
        } else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "S or N only"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .s(let text): try ["S": text].encode(to: encoder)
        case .n(let digits): try ["N": digits].encode(to: encoder)
        default: throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "S or N only"))
        }
    }
}

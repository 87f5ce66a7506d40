import AWS

/// The texts and numbers that role records are made of, in DynamoDB's JSON shape.
extension AttributeValue: Codable {
    package init(from decoder: any Decoder) throws {
        let shape = try [String: String](from: decoder)
        if let text = shape["S"] {
            self = .s(text)
        } else if let digits = shape["N"] {
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

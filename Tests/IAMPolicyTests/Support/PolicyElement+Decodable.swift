import FoundationEssentials

@testable import IAMPolicy

/// Reads elements with Foundation's decoder, which is another reader to compare the own one with. Of several members with
/// one name it keeps one.
extension PolicyElement: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([String: PolicyElement].self) {
            self = .object(value)
        } else if let value = try? container.decode([PolicyElement].self) {
            self = .array(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else {
            self = .number(try container.decode(Decimal.self).description)
        }
    }
}

extension PolicyElement {
    /// The same, with each number in the spelling that Foundation gives it; nil where Foundation can't hold a number.
    var withDecimalNumbers: PolicyElement? {
        switch self {
        case .number(let digits): return Decimal(string: digits).map { .number($0.description) }
        case .array(let elements):
            let decimal = elements.compactMap(\.withDecimalNumbers)
            return decimal.count == elements.count ? .array(decimal) : nil
        case .object(let members):
            let decimal = members.compactMapValues(\.withDecimalNumbers)
            return decimal.count == members.count ? .object(decimal) : nil
        case .null, .bool, .string: return self
        }
    }
}

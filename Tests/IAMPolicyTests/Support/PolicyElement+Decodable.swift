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

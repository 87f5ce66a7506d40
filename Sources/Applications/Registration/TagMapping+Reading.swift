import AWS
import Formats
import Grants
import Tokens

/// How one session tag comes about, as a registration says it.
extension TagMapping {
    private static let members: Set<String> = ["tag", "claim", "value", "required", "list", "transitive"]
    /// What `list` can say.
    private static let lists: [(word: String, meaning: Lists)] = [("refuse", .refused), ("join", .joined)]

    /// Reads one mapping of a registration.
    init(_ json: JSONValue, at place: String) throws(RegistrationFault) {
        let reader = try RegistrationReader(json, at: place, members: Self.members)
        let key = try reader.text(
            "tag", "1 to 128 characters that AWS takes for a tag, not beginning with aws:", Self.key)
        let reach: Reach = try reader.optionalBool("transitive") == true ? .transitive : .session
        let claim = try reader.optionalText(
            "claim", "the name of a claim, or a JSON pointer to one", ClaimPointer.init(_:))
        let value = try reader.optionalText("value", "1 to 256 characters that AWS takes for a tag", Self.value)
        let required = try reader.optionalBool("required")
        let lists = try reader.optionalText("list", "one of refuse, join") { text in
            Self.lists.first { $0.word == text }?.meaning
        }
        switch (claim, value) {
        case (let claim?, nil):
            let need: Need = required == false ? .optional : .required
            self.init(key: key, source: .claim(claim, need, lists ?? .refused), reach: reach)
        case (nil, let value?):
            guard required == nil, lists == nil else {
                throw reader.fault("value", "means that neither “required” nor “list” can be there")
            }
            self.init(key: key, source: .constant(value), reach: reach)
        default: throw reader.fault("claim", "or “value” should be there, and not both")
        }
    }

    /// As ``init(_:at:)`` reads it.
    var json: JSONValue {
        let isTransitive: JSONValue = .bool(reach == .transitive)
        switch source {
        case .claim(let claim, let need, let lists):
            let word = Self.lists.first { $0.meaning == lists }?.word ?? ""
            return [
                "tag": .string(key), "claim": .string(claim.text), "required": .bool(need == .required),
                "list": .string(word), "transitive": isTransitive,
            ]
        case .constant(let value): return ["tag": .string(key), "value": .string(value), "transitive": isTransitive]
        }
    }

    /// The key of a tag that somebody may set: AWS keeps `aws:` for itself.
    static func key(_ text: String) -> String? {
        Tag.isSessionTagKey(text) && !text.lowercased().hasPrefix("aws:") ? text : nil
    }

    private static func value(_ text: String) -> String? { Tag.isSessionTagValue(text) ? text : nil }
}

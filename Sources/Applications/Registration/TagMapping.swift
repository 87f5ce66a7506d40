import AWS
import Formats

/// One session tag, and where its value comes from.
package struct TagMapping: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        case claim(ClaimReference, Presence, Lists)
        /// The same for everybody.
        case value(String)
    }

    /// What a token without the claim means.
    package enum Presence: Sendable, Equatable {
        /// No credentials. The tag is never dropped for its size.
        case required
        /// A session without the tag, as where AWS says that all tags together are too large.
        case optional
    }

    /// What a claim that is a list of texts means.
    package enum Lists: String, Sendable, Equatable {
        /// No credentials.
        case refuse
        /// The texts with a colon between them.
        case join
    }

    /// Whether sessions that this session opens in turn have the tag as well.
    package enum Inheritance: Sendable, Equatable {
        case thisSession
        case transitive
    }

    package let tag: String
    package let source: Source
    package let inheritance: Inheritance

    package init(tag: String, source: Source, inheritance: Inheritance) {
        self.tag = tag
        self.source = source
        self.inheritance = inheritance
    }

    private static let members: Set<String> = ["tag", "claim", "value", "required", "list", "transitive"]

    /// Reads one mapping of a registration.
    init(_ json: JSONValue, at place: String) throws(RegistrationFault) {
        let reader = try RegistrationReader(json, at: place, members: Self.members)
        tag = try reader.text("tag", "1 to 128 characters that AWS takes for a tag, not beginning with aws:", Self.key)
        inheritance = try reader.optionalBool("transitive") == true ? .transitive : .thisSession
        let claim = try reader.optionalText(
            "claim", "the name of a claim, or a JSON pointer to one", ClaimReference.init)
        let value = try reader.optionalText("value", "1 to 256 characters that AWS takes for a tag", Self.value)
        let required = try reader.optionalBool("required")
        let lists = try reader.optionalText("list", "one of refuse, join", Lists.init(rawValue:))
        switch (claim, value) {
        case (let claim?, nil):
            source = .claim(claim, required == false ? .optional : .required, lists ?? .refuse)
        case (nil, let value?):
            guard required == nil, lists == nil else {
                throw reader.fault("value", "means that neither “required” nor “list” can be there")
            }
            source = .value(value)
        default: throw reader.fault("claim", "or “value” should be there, and not both")
        }
    }

    /// As ``init(_:at:)`` reads it.
    var json: JSONValue {
        let isTransitive: JSONValue = .bool(inheritance == .transitive)
        switch source {
        case .claim(let claim, let presence, let lists):
            return [
                "tag": .string(tag), "claim": .string(claim.description), "required": .bool(presence == .required),
                "list": .string(lists.rawValue), "transitive": isTransitive,
            ]
        case .value(let value): return ["tag": .string(tag), "value": .string(value), "transitive": isTransitive]
        }
    }

    /// The key of a tag that somebody may set: AWS keeps `aws:` for itself.
    static func key(_ text: String) -> String? {
        Tag.isSessionTagKey(text) && !text.lowercased().hasPrefix("aws:") ? text : nil
    }

    private static func value(_ text: String) -> String? { Tag.isSessionTagValue(text) ? text : nil }
}

package import AWS
import Cryptography
import Formats
package import Secrets

/// Tells what Latchkey wrote into a record from what somebody else wrote there.
///
/// Whoever may write the table could otherwise keep rights that were taken away, by saying that a role was compared a moment
/// ago, or have a role removed, by saying that it has expired. So a record carries two authentication codes (HMAC-SHA-256)
/// under a key that AWS doesn't know, each over the user's name and some of the other attributes. What isn't sealed counts as
/// unknown: the role is compared anew, and isn't removed because of it.
package struct RecordSeal: Sendable {
    /// What one code covers. A write that changes any of it seals all of it.
    package enum Part: String, CaseIterable, Sendable {
        /// Whether the role is current, and for which user.
        case sync
        /// When the role may be removed.
        case expiry

        /// The attribute that holds the code.
        package var attribute: String { "\(rawValue)_seal" }

        /// The attributes that the code covers, beside the record's key.
        var sealed: [String] {
            switch self {
            case .sync: ["role_arn", "synced_at", "plan", "user_id", "user_digest"]
            case .expiry: ["role_arn", "expires_at"]
            }
        }
    }

    private let key: HMACKey

    /// - Parameter secret: the one that all nodes share.
    package init(secret: Secret) {
        key = HMACKey(derivedFrom: secret, prefix: "latchkey", messages: ["role records"])
    }

    /// The code over the attributes of an item that belong to a part.
    package func code(for part: Part, of item: [String: AttributeValue]) -> AttributeValue {
        let values = (["username"] + part.sealed).map { name -> JSONValue in
            switch item[name] {
            case .s(let text): .string(text)
            case .n(let number): ["n": .string(number)]
            default: .null
            }
        }
        return .s(
            Hexadecimal.encode(key.authenticationCode(for: JSONValue.array([.string(part.rawValue)] + values).text)))
    }

    /// Whether Latchkey wrote all attributes of a part.
    func holds(_ part: Part, of item: [String: AttributeValue]) -> Bool {
        guard let code = item[part.attribute]?.string, let expected = self.code(for: part, of: item).string else {
            return false
        }
        return constantTimeEqual(code.utf8.span, expected.utf8.span)
    }
}

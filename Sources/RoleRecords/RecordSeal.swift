package import AWS
package import Secrets

/// Tells what Latchkey wrote into a record from what somebody else wrote there.
///
/// Whoever may write the table could otherwise keep rights that were taken away, by saying that a role was compared a moment
/// ago, or have a role removed, by saying that it has expired. So a record carries two codes, each over the user's name and some of
/// the other attributes. What isn't sealed counts as unknown: the role is compared anew, and isn't removed because of it.
package struct RecordSeal: Sendable {
    /// What one code covers. A write that changes any of it seals all of it.
    package enum Part: String, CaseIterable, Sendable {
        /// Whether the role is current, and for which user.
        case sync
        /// When the role may be removed.
        case expiry

        /// The attribute that holds the code.
        package var attribute: String {
            switch self {
            case .sync: "sync_seal"
            case .expiry: "expiry_seal"
            }
        }

        /// The attributes that the code covers.
        var sealed: [String] {
            switch self {
            case .sync: ["username", "role_arn", "synced_at", "plan", "user_id", "user_digest"]
            case .expiry: ["username", "role_arn", "expires_at"]
            }
        }
    }

    private let seal: ItemSeal

    /// - Parameter secret: the one that all nodes share.
    package init(secret: Secret) {
        seal = ItemSeal(secret: secret, purpose: "role records")
    }

    /// The code over the attributes of an item that belong to a part.
    package func code(for part: Part, of item: [String: AttributeValue]) -> AttributeValue {
        seal.code(over: part.sealed, of: item, part: part.rawValue)
    }

    /// Whether Latchkey wrote all attributes of a part.
    func holds(_ part: Part, of item: [String: AttributeValue]) -> Bool {
        seal.isCode(item[part.attribute], over: part.sealed, of: item, part: part.rawValue)
    }
}

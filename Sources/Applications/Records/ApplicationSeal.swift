import AWS
package import Secrets

/// Tells what Latchkey wrote into the table of applications from what somebody else wrote there: whoever may write the table
/// could otherwise give an application another issuer, and so the sessions of everybody.
package struct ApplicationSeal: Sendable {
    /// The attribute that holds the code.
    static let attribute = "seal"
    /// What the code covers.
    private static let sealed = [
        "id", "name", "registration", "version", "external_id", "unique_id", "registered_at", "changed_at",
        "revocations",
    ]

    private let seal: ItemSeal

    /// - Parameters:
    ///   - secret: the one that all nodes share.
    ///   - former: secrets that it was before: what they sealed still counts.
    package init(secret: Secret, former: [Secret] = []) {
        seal = ItemSeal(secret: secret, former: former, purpose: "applications")
    }

    /// The code over an item.
    func code(of item: Item) -> AttributeValue { seal.code(over: Self.sealed, of: item) }

    /// Whether Latchkey wrote all that the code covers.
    func holds(_ item: Item) -> Bool { seal.isCode(item[Self.attribute], over: Self.sealed, of: item) }
}

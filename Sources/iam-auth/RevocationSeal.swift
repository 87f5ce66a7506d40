import AWS
import Secrets
import Settings

/// Tells the record of revocations that Latchkey wrote from one that somebody else wrote, who could otherwise take revocations
/// back. It covers all of the record.
struct RevocationSeal: Sendable {
    static let attribute = "seal"
    private static let sealed = ["version", "floor", "revoked_at", "ended"]

    private let seal: ItemSeal

    /// - Parameters:
    ///   - secret: the one that all nodes share.
    ///   - former: secrets whose seals are still believed.
    init(secret: Secret, former: [Secret] = []) {
        seal = ItemSeal(secret: secret, former: former, purpose: "iam-auth revocations")
    }

    init(_ current: SecretSettings, _ former: FormerSecretSettings) {
        self.init(secret: current.secret, former: former.secrets)
    }

    /// The item with its code.
    func sealing(_ item: Item) -> Item {
        var item = item
        item[Self.attribute] = seal.code(over: Self.sealed, of: item)
        return item
    }

    /// Whether one of our secrets sealed the item as it is.
    func holds(_ item: Item) -> Bool { seal.isCode(item[Self.attribute], over: Self.sealed, of: item) }
}

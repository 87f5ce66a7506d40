import AWS
package import Secrets
package import Settings

/// Tells a person's record of machines that Latchkey wrote from one that somebody else wrote. It covers all of the record.
package struct MachineSeal: Sendable {
    static let attribute = "seal"
    private static let sealed = ["id", "version", "ended_at", "machines"]

    private let seal: ItemSeal

    /// - Parameters:
    ///   - secret: the one that all nodes share.
    ///   - former: secrets whose seals are still believed.
    package init(secret: Secret, former: [Secret] = []) {
        seal = ItemSeal(secret: secret, former: former, purpose: "machines")
    }

    package init(_ current: SecretSettings, _ former: FormerSecretSettings = FormerSecretSettings()) {
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

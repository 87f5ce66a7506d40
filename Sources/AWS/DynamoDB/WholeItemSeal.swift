package import Secrets
package import Settings

/// Seals items of one kind as a whole: one code covers all that is believed of such an item, and stands in it.
package protocol WholeItemSeal: Sendable {
    /// See ``ItemSeal/init(secret:former:purpose:)``.
    static var purpose: String { get }
    /// The attributes that the code covers.
    static var sealed: [String] { get }

    var seal: ItemSeal { get }

    init(_ seal: ItemSeal)
}

extension WholeItemSeal {
    /// The attribute that holds the code.
    package static var attribute: String { "seal" }

    /// - Parameters:
    ///   - secret: the one that all nodes share.
    ///   - former: secrets whose seals are still believed.
    package init(secret: Secret, former: [Secret] = []) {
        self.init(ItemSeal(secret: secret, former: former, purpose: Self.purpose))
    }

    package init(_ current: SecretSettings, _ former: FormerSecretSettings = FormerSecretSettings()) {
        self.init(secret: current.secret, former: former.secrets)
    }

    /// The item with its code.
    package func sealing(_ item: Item) -> Item {
        var item = item
        item[Self.attribute] = seal.code(over: Self.sealed, of: item)
        return item
    }

    /// Whether one of our secrets sealed the item as it is.
    package func holds(_ item: Item) -> Bool { seal.isCode(item[Self.attribute], over: Self.sealed, of: item) }
}

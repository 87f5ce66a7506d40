import AWS
import Cryptography
import Formats
import Secrets
import Settings

/// Tells the record of revocations that Latchkey wrote from one that somebody else wrote, who could otherwise take revocations
/// back: an authentication code (HMAC-SHA-256) over all of it, under a key that AWS doesn't know.
struct RevocationSeal: Sendable {
    static let attribute = "seal"
    private static let sealed = ["version", "floor", "revoked_at", "ended"]

    /// The first seals; all are believed.
    private let keys: [HMACKey]

    /// - Parameters:
    ///   - secret: the one that all nodes share.
    ///   - former: secrets whose seals are still believed.
    init(secret: Secret, former: [Secret] = []) {
        keys = ([secret] + former).map {
            HMACKey(derivedFrom: $0, prefix: "latchkey", messages: ["iam-auth revocations"])
        }
    }

    init(_ current: SecretSettings, _ former: FormerSecretSettings) {
        self.init(secret: current.secret, former: former.secrets)
    }

    /// The item with its code.
    func sealing(_ item: Item) -> Item {
        var item = item
        item[Self.attribute] = keys.first.map { .s(Self.code(of: item, under: $0)) }
        return item
    }

    /// Whether one of our secrets sealed the item as it is.
    func holds(_ item: Item) -> Bool {
        guard let code = item[Self.attribute]?.string else { return false }
        return keys.contains { constantTimeEqual(code.utf8.span, Self.code(of: item, under: $0).utf8.span) }
    }

    private static func code(of item: Item, under key: HMACKey) -> String {
        let values = sealed.map { item[$0].map(json) ?? .null }
        return Hexadecimal.encode(key.authenticationCode(for: JSONValue.array(values).text))
    }

    /// Numbers, and maps of them in the order of their keys. No two items that differ give the same.
    private static func json(_ value: AttributeValue) -> JSONValue {
        switch value {
        case .n(let digits): .string(digits)
        case .m(let members): .object(members.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
        default: .null
        }
    }
}

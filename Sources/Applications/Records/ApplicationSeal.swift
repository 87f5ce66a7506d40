import AWS
import Cryptography
import Formats
package import Secrets

/// Tells what Latchkey wrote into the table of applications from what somebody else wrote there: whoever may write the table
/// could otherwise give an application another issuer, and so the sessions of everybody.
package struct ApplicationSeal: Sendable {
    /// The attribute that holds the code.
    static let attribute = "seal"
    /// What the code covers, beside the key.
    private static let sealed = [
        "name", "registration", "version", "external_id", "unique_id", "registered_at", "changed_at", "revocations",
    ]

    private let key: HMACKey
    private let former: [HMACKey]

    /// - Parameters:
    ///   - secret: the one that all nodes share.
    ///   - former: secrets that it was before: what they sealed still counts.
    package init(secret: Secret, former: [Secret] = []) {
        key = Self.key(secret)
        self.former = former.map(Self.key)
    }

    private static func key(_ secret: Secret) -> HMACKey {
        HMACKey(derivedFrom: secret, prefix: "latchkey", messages: ["applications"])
    }

    /// The code over an item.
    func code(of item: Item) -> AttributeValue { .s(Self.code(of: item, under: key)) }

    /// Whether Latchkey wrote all that the code covers.
    func holds(_ item: Item) -> Bool {
        guard let code = item[Self.attribute]?.string else { return false }
        return ([key] + former).contains { key in
            constantTimeEqual(code.utf8.span, Self.code(of: item, under: key).utf8.span)
        }
    }

    private static func code(of item: Item, under key: HMACKey) -> String {
        let values = (["id"] + sealed).map { name -> JSONValue in
            switch item[name] {
            case .s(let text): .string(text)
            case .n(let number): ["n": .string(number)]
            default: .null
            }
        }
        return Hexadecimal.encode(key.authenticationCode(for: JSONValue.array(values).text))
    }
}

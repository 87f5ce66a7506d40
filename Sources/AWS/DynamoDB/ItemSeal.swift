import Cryptography
import Formats
package import Secrets

/// Tells what Latchkey wrote into an item from what somebody else wrote there, who may write the table: an authentication code
/// (HMAC-SHA-256) over some of the item's attributes, under a key that AWS doesn't know.
///
/// The code is over a JSON array of the values. A text is a string; a number is `{"n":"…"}`; a map is `{"m":{…}}`, with its members
/// in the order of their names; whatever else, and what is missing, is null. No two lists that differ in texts, numbers and maps
/// give the same.
package struct ItemSeal: Sendable {
    /// The first seals; all are believed.
    private let keys: [HMACKey]

    /// - Parameters:
    ///   - secret: the one that all nodes share.
    ///   - former: secrets that it was before, whose codes are still believed.
    ///   - purpose: what is sealed. A code for one purpose is none for another.
    package init(secret: Secret, former: [Secret] = [], purpose: String) {
        keys = ([secret] + former).map { HMACKey(derivedFrom: $0, prefix: "latchkey", messages: [purpose]) }
    }

    /// The code over attributes of an item.
    ///
    /// - Parameters:
    ///   - names: the attributes. Where the item could be another one of its kind, the key is among them.
    ///   - item: the item.
    ///   - part: which of several codes of the item it is; nil where it has one.
    /// - Returns: 64 hexadecimal digits.
    package func code(over names: [String], of item: Item, part: String? = nil) -> AttributeValue {
        .s(keys.first.map { String(decoding: Self.code(Self.text(names, item, part), under: $0), as: UTF8.self) } ?? "")
    }

    /// Whether one of our secrets made the code over the attributes as they are.
    package func isCode(
        _ code: AttributeValue?, over names: [String], of item: Item, part: String? = nil
    ) -> Bool {
        guard let code = code?.string else { return false }
        let text = Self.text(names, item, part)
        return keys.contains { constantTimeEqual(code.utf8.span, Self.code(text, under: $0).span) }
    }

    /// The code as hexadecimal digits.
    private static func code(_ text: [UInt8], under key: HMACKey) -> [UInt8] {
        var digits: [UInt8] = []
        key.withAuthenticationCode(for: text.span) { Hexadecimal.append($0, to: &digits) }
        return digits
    }

    private static func text(_ names: [String], _ item: Item, _ part: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            if let part { writer.string(part) }
            for name in names { write(item[name], to: &writer) }
        }
        return writer.bytes
    }

    private static func write(_ value: AttributeValue?, to writer: inout JSONWriter) {
        switch value {
        case .s(let text): writer.string(text)
        case .n(let number): writer.object { $0.member("n", number) }
        case .m(let members):
            writer.object { writer in
                writer.member("m") { writer in
                    writer.object { writer in
                        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                            writer.member(name) { write(value, to: &$0) }
                        }
                    }
                }
            }
        default: writer.value(.null)
        }
    }
}

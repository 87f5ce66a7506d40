import Cryptography
import Formats

/// Names a machine's sign-in, and with it all tokens that come of it. It is no secret.
package struct MachineID: Sendable, Hashable, CustomStringConvertible {
    static let byteCount = 12

    /// 16 characters of base64url.
    package let description: String

    /// A new one.
    package init() { description = Base64URL.encode(Random.bytes(Self.byteCount)) }

    /// Nil unless `text` is of that form.
    package init?(_ text: String) {
        guard text.utf8.count == Self.byteCount * 4 / 3, Base64URL.decode(text) != nil else { return nil }
        description = text
    }

    init(_ bytes: [UInt8]) { description = Base64URL.encode(bytes) }

    var bytes: [UInt8] { Base64URL.decode(description) ?? [] }
}

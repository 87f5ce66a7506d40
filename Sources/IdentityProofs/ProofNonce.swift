import Formats

/// The random value by which a server knows a signed identity again, so that it is taken once.
package struct ProofNonce: Sendable, Hashable, LosslessStringConvertible {
    /// How many random bytes it has.
    package static let byteCount = 16

    /// The bytes in base64url, without padding.
    package let description: String

    /// - Parameter bytes: ``byteCount`` random bytes; nil for any other number.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        description = Base64URL.encode(bytes)
    }

    /// Nil unless `text` is 16 bytes in their only spelling.
    package init?(_ text: String) {
        guard Base64URL.decode(text)?.count == Self.byteCount else { return nil }
        description = text
    }
}

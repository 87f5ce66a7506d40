import Cryptography
import Formats

/// Bytes that only Latchkey can read and make: encrypted and authenticated with AES-256-GCM, as base64url text that fits
/// into a cookie, a URL or an item of a table.
///
///     version (1 byte, 1) ‖ key ID (4 bytes) ‖ nonce (12 bytes) ‖ encrypted content ‖ tag (16 bytes)
///
/// The version, the key ID and the context that the value was sealed in are authenticated with it.
package struct SealedValue: Sendable, Hashable {
    /// How many bytes of content a value has at most. With the rest it is 3,458 characters, so that a cookie of it stays
    /// within the 4,096 bytes that browsers keep.
    package static let maximumContentByteCount = 2_560

    static let version: UInt8 = 1
    static let keyIDByteCount = 4
    private static let headByteCount = 1 + keyIDByteCount + AESGCMKey.nonceByteCount
    private static let maximumByteCount = headByteCount + maximumContentByteCount + AESGCMKey.tagByteCount

    private let bytes: [UInt8]

    /// Reads the text of a value, which isn't opened by that.
    package init(parsing text: some StringProtocol) throws(SealedValueError) {
        guard text.utf8.count <= (Self.maximumByteCount * 4 + 2) / 3, let bytes = Base64URL.decode(text),
            bytes.count >= Self.headByteCount + AESGCMKey.tagByteCount, bytes[0] == Self.version
        else { throw .malformed }
        self.bytes = bytes
    }

    init(keyID: [UInt8], nonce: [UInt8], sealed: [UInt8]) {
        bytes = [Self.version] + keyID + nonce + sealed
    }

    /// The value as text: letters, digits, `-` and `_`.
    package var text: String { Base64URL.encode(bytes) }

    var keyID: [UInt8] { Array(bytes[1..<1 + Self.keyIDByteCount]) }
    var nonce: [UInt8] { Array(bytes[1 + Self.keyIDByteCount..<Self.headByteCount]) }
    /// The encrypted content and the tag.
    var sealed: [UInt8] { Array(bytes[Self.headByteCount...]) }
}

import AWS
import Cryptography
import Formats
import IdentityProofs

/// Names one session, so that it can be ended alone.
///
/// Whose it is decides how it begins, so that the ended sessions of one principal can be counted. It stands in the sealed cookie:
/// nobody chooses their own.
struct SessionID: Sendable, Hashable {
    /// How many bytes of the digest of a principal it begins with, and how many random ones follow. Three bytes are four
    /// characters.
    private static let ownerByteCount = 6
    private static let randomByteCount = 12

    /// 24 characters of base64url.
    let text: String

    /// A new one for a session of this principal.
    init(of identity: IAMIdentity) {
        // All sessions of a role have its unique ID, so that nobody gets more by choosing names for them.
        let owner = SHA256.digest("session of \(identity.uniqueID ?? identity.arn.rawValue)")
        text = Base64URL.encode(Array(owner.prefix(Self.ownerByteCount)) + Random.bytes(Self.randomByteCount))
    }

    /// Nil unless `text` is of that form.
    init?(_ text: String) {
        guard Base64URL.decode(text)?.count == Self.ownerByteCount + Self.randomByteCount else { return nil }
        self.text = text
    }

    /// The same for all sessions of one principal.
    var owner: String { String(text.prefix(Self.ownerByteCount / 3 * 4)) }
}

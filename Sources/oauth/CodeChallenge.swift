import Cryptography
import Formats

/// What a program has to know the origin of to redeem a code: the SHA-256 of its code verifier (RFC 7636, method S256).
struct CodeChallenge: Sendable, Equatable {
    /// 43 characters of base64url.
    let text: String

    /// Nil unless `text` can be such a digest.
    init?(_ text: String) {
        guard text.utf8.count == 43, Base64URL.decode(text)?.count == SHA256.byteCount else { return nil }
        self.text = text
    }

    /// Whether the verifier is the one. It has 43 to 128 unreserved characters; `=` is taken as well, as Mairu pads its own.
    func isMet(by verifier: String) -> Bool {
        guard (43...128).contains(verifier.utf8.count),
            verifier.utf8.allSatisfy({ PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "=") })
        else { return false }
        return constantTimeEqual(Base64URL.encode(SHA256.digest(verifier)).utf8.span, text.utf8.span)
    }
}

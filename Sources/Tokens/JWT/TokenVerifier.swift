package import Concurrency
package import Cryptography
package import FoundationEssentials

/// Verifies tokens (JWT, RFC 7519) of one issuer for one audience, as RFC 8725 recommends.
///
/// A token selects one of the issuer's keys by its ID, and nothing else: the key decides the algorithm. The order is: the
/// form, the key, the signature, and then what the token claims. So what is thrown for a claim is true of a genuine token.
package struct TokenVerifier: Sendable {
    /// By how much the clocks of issuer and Latchkey may differ, in seconds. It isn't granted to a token that has expired.
    package static let leeway: TimeInterval = 30

    /// Whether a token has to name its key.
    package enum KeyIDs: Sendable {
        case required
        /// Not where the issuer has only one key (OpenID Connect Core 1.0, section 10.1).
        case unlessSingle
    }

    private let issuer: String
    private let audience: String
    private let keys: any TokenKeys
    private let algorithms: Set<SignatureAlgorithm>
    private let keyIDs: KeyIDs
    private let verified: VerifiedSignatures?
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - issuer: what `iss` has to be, to the byte.
    ///   - audience: what has to be in `aud`, to the byte.
    ///   - keys: the issuer's keys.
    ///   - algorithms: those that the issuer's tokens may have; each key still has only its own.
    ///   - keyIDs: whether a token has to name its key.
    ///   - verified: remembers tokens that were verified. Without it, each signature is verified each time.
    ///   - timekeeper: the clock that tells whether a token has expired. For AWS's tokens it should be AWS's clock
    ///     (`Client.awsTimekeeper`).
    package init(
        issuer: String, audience: String, keys: any TokenKeys,
        algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases),
        keyIDs: KeyIDs = .required, verified: VerifiedSignatures? = nil, timekeeper: Timekeeper
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keys = keys
        self.algorithms = algorithms
        self.keyIDs = keyIDs
        self.verified = verified
        self.timekeeper = timekeeper
    }

    /// Verifies a token.
    ///
    /// - Parameter text: the token in compact form.
    /// - Returns: what the issuer claims in it, for this audience, now.
    /// - Throws: ``TokenError`` for any other text. ``TokenError/keysUnavailable(_:)`` says nothing about the token.
    package func verify(_ text: String) async throws(TokenError) -> TokenClaims {
        let token = try UnverifiedToken(text)
        guard algorithms.contains(token.header.algorithm) else { throw .unknownAlgorithm }
        guard token.header.keyID != nil || keyIDs == .unlessSingle else { throw .malformedKeyID }
        try await verifySignature(of: token)
        let claims = try TokenClaims(token.claims)
        guard Self.isSame(claims.issuer, issuer) else { throw .wrongIssuer }
        guard claims.audiences.contains(where: { Self.isSame($0, audience) }) else { throw .wrongAudience }
        let now = timekeeper.now()
        guard now < claims.expiration else { throw .expired }
        for moment in [claims.notBefore, claims.issuedAt] {
            if let moment, moment > now + Self.leeway { throw .notYetValid }
        }
        return claims
    }

    private func verifySignature(of token: UnverifiedToken) async throws(TokenError) {
        let key: VerificationKey?
        var isNamed = true
        do throws(KeySetError) {
            if let id = token.header.keyID {
                key = try await keys.key(withID: id)
            } else {
                key = try await keys.onlyKey()
                isNamed = false
            }
        } catch {
            throw .keysUnavailable(error)
        }
        // Which key was meant isn't known where there are several.
        guard isNamed || key != nil else { throw .malformedKeyID }
        guard let key else { throw .unknownKey }
        guard key.algorithm == token.header.algorithm else { throw .wrongAlgorithm }
        let isValid =
            verified?.isValid(token.signature, of: token.signedBytes, by: key)
            ?? key.isValid(token.signature, of: token.signedBytes)
        guard isValid else { throw .wrongSignature }
    }

    /// Whether two texts are the same bytes. Swift's `==` also holds for different spellings of one character.
    private static func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}

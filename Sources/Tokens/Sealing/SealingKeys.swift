import Cryptography
package import Secrets
package import Settings

/// The keys that seal values for one purpose, and open them. The first seals; all open, so that secrets can be changed
/// without losing what was sealed before.
///
/// To change the secret on several nodes, first give the new one to all as a former one (they open with it, and none seals
/// with it yet), then make it the secret and the old one a former one.
package struct SealingKeys: Sendable {
    private let keys: [SealingKey]

    /// - Parameters:
    ///   - secret: the one that all nodes share; what it seals is opened by all.
    ///   - former: secrets that only open.
    ///   - purpose: what the values are for. A value of one purpose is never opened for another.
    package init(secret: Secret, former: [Secret] = [], purpose: String) {
        keys = ([secret] + former).map { SealingKey(secret: $0, purpose: purpose) }
    }

    package init(_ current: SecretSettings, _ former: FormerSecretSettings, purpose: String) {
        self.init(secret: current.secret, former: former.secrets, purpose: purpose)
    }

    /// Seals bytes.
    ///
    /// - Parameters:
    ///   - content: at most ``SealedValue/maximumContentByteCount`` bytes.
    ///   - context: what the value is bound to, such as the host of a cookie. It isn't in the value, and has to be the same
    ///     when it is opened.
    /// - Returns: the value, which is another each time; nil if the content is too long.
    package func seal(_ content: [UInt8], context: String) -> SealedValue? {
        guard content.count <= SealedValue.maximumContentByteCount, let key = keys.first else { return nil }
        let nonce = Random.bytes(AESGCMKey.nonceByteCount)
        let sealed = key.key.seal(
            content.span, nonce: nonce.span, authenticating: key.associatedData(context).span)
        return SealedValue(keyID: key.id, nonce: nonce, sealed: sealed)
    }

    /// The content of a value.
    ///
    /// - Parameters:
    ///   - value: what was sealed, perhaps.
    ///   - context: the one that it was sealed in.
    /// - Returns: the content, which Latchkey sealed with one of these keys in this context.
    /// - Throws: ``SealedValueError`` if that isn't so.
    package func open(_ value: SealedValue, context: String) throws(SealedValueError) -> [UInt8] {
        let candidates = keys.filter { $0.id == value.keyID }
        guard !candidates.isEmpty else { throw .unknownKey }
        for key in candidates {
            if let content = key.key.open(
                value.sealed.span, nonce: value.nonce.span, authenticating: key.associatedData(context).span)
            {
                return content
            }
        }
        throw .forged
    }

    /// The content of a value that is given as text.
    package func open(_ text: some StringProtocol, context: String) throws(SealedValueError) -> [UInt8] {
        try open(SealedValue(parsing: text), context: context)
    }
}

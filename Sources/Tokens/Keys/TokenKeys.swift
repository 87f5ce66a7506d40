package import Cryptography

/// Where the keys of an issuer come from.
package protocol TokenKeys: Sendable {
    /// The usable key of this ID; nil if the issuer has none.
    ///
    /// Throws ``KeySetError`` when no key set is known, so that nothing can be said.
    func key(withID id: String) async throws(KeySetError) -> VerificationKey?

    /// The issuer's key, if it has no other one; nil if it has several. Throws as ``key(withID:)`` does.
    func onlyKey() async throws(KeySetError) -> VerificationKey?
}

extension TokenKeys {
    /// Nil: which one it is, a token should say.
    package func onlyKey() async throws(KeySetError) -> VerificationKey? { nil }
}

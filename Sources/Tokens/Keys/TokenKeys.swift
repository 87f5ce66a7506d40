package import Cryptography

/// Where the keys of an issuer come from.
package protocol TokenKeys: Sendable {
    /// The usable key of this ID; nil if the issuer has none.
    ///
    /// Throws ``KeySetError`` when no key set is known, so that nothing can be said.
    func key(withID id: String) async throws(KeySetError) -> VerificationKey?
}

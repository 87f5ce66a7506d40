package import Secrets

/// Makes proofs of the person's IAM identity.
package protocol IdentityProver: Sendable {
    /// The value of an `Authorization` field that proves the identity to the server of the challenge, once.
    ///
    /// The proxy has checked that the challenge is that server's own, and that the person allowed it.
    ///
    /// - Throws: ``IdentityRefusal`` when the identity is in another account than the server wants, when the person has no
    ///   credentials, or when AWS doesn't answer.
    func proof(for challenge: IdentityChallenge) async throws(IdentityRefusal) -> Secret
}

/// Why no identity was proved, in a sentence for the person.
package struct IdentityRefusal: Error, Sendable, Hashable {
    package let words: String

    package init(_ words: String) { self.words = words }
}

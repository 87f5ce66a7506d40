package import Secrets

/// Makes proofs of the person's IAM identity.
package protocol IdentityProver: Sendable {
    /// The names of the cookies in which a server that takes proofs keeps sessions.
    var sessionCookies: Set<String> { get }

    /// Makes a proof. The proxy has checked that the challenge is that server's own, and that the person allowed it.
    ///
    /// - Parameters:
    ///   - server: the server that gets the proof.
    ///   - challenge: what it asks for.
    /// - Returns: the value of an `Authorization` field that proves the identity to that server, once.
    /// - Throws: ``IdentityRefusal`` when the identity is in another account than the server wants, when the person has no
    ///   credentials, or when AWS doesn't answer.
    func proof(to server: Origin, for challenge: IdentityChallenge) async throws(IdentityRefusal) -> Secret

    /// Makes a token: credentials of the person for fifteen minutes, encrypted for a server. The proxy has checked that the
    /// person allowed the server and the key.
    ///
    /// - Parameters:
    ///   - server: the server that gets the token.
    ///   - challenge: what it asks for.
    /// - Returns: the ciphertext in standard base64.
    /// - Throws: ``IdentityRefusal``, as for a proof, or when the person has no credentials that may be handed over.
    func token(to server: Origin, for challenge: KMSChallenge) async throws(IdentityRefusal) -> Secret
}

/// Why no identity was proved, in a sentence. The client reads it, which may be a page of that server: it tells nothing about
/// the person that the server doesn't know.
package struct IdentityRefusal: Error, Sendable, Hashable {
    package let words: String

    package init(_ words: String) { self.words = words }
}

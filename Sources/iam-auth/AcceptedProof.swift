import IdentityProofs

/// A way to prove an IAM identity that a server takes, by the name in its settings and in its challenge.
enum AcceptedProof: String, Sendable, CaseIterable {
    /// A `SignedIdentity`.
    case signed
    /// A JSON Web Token of `sts:GetWebIdentityToken`.
    case token
    /// Credentials for fifteen minutes, encrypted for the server by KMS: the protocol of iam-auth-proxy.
    case kms

    /// Takes what an operator writes: the name, or another word for it that `ProofKind` knows.
    init?(word: String) {
        self.init(rawValue: ProofKind(word: word)?.rawValue ?? word)
    }
}

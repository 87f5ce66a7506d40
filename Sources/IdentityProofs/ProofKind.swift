/// A way to prove an IAM identity, by the name that servers and clients call it.
package enum ProofKind: String, Sendable, Hashable, CaseIterable {
    /// A ``SignedIdentity``.
    case signed
    /// A JSON Web Token of `sts:GetWebIdentityToken`.
    case token
}

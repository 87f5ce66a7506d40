/// A way to prove an IAM identity, by the name that servers and clients call it.
package enum ProofKind: String, Sendable, Hashable, CaseIterable {
    /// A ``SignedIdentity``.
    case signed
    /// A JSON Web Token of `sts:GetWebIdentityToken`.
    case token

    /// Takes what a person writes: the name, or `presigned` for ``signed``, as AWS calls signatures that somebody else sends.
    package init?(word: String) {
        self.init(rawValue: word == "presigned" ? "signed" : word)
    }
}

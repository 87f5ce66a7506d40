/// Why an ID token that its issuer signed for this client isn't the one that was asked for.
package enum IDTokenFault: Error, Sendable, Equatable {
    /// None came.
    case missing
    /// It doesn't name the nonce of the request: it was asked for by somebody else, or before.
    case wrongNonce
    /// It is for several clients and doesn't name this one as that which asked, or it names another (`azp`).
    case wrongParty
    /// It belongs to another access token (`at_hash`).
    case wrongAccessToken
    /// It has no `sub` or `iat`.
    case incomplete
    /// A renewed token is somebody else's.
    case otherPerson
}

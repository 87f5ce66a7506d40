package import AWS

/// Why a proof of identity isn't believed.
package enum ProofError: Error, Sendable, Equatable {
    /// It isn't of the form of a proof; the text says what is wrong, and holds nothing of the proof.
    case malformed(String)
    /// It is for a Region in which STS isn't asked here.
    case regionNotAllowed
    /// It was signed too long ago, by AWS's clock.
    case expired
    /// It claims to be signed at a time that hasn't come yet, by AWS's clock.
    case early
    /// STS doesn't know the signature, the key or the token: its code. A proof for another server is such a case.
    case refusedByAWS(ErrorCode)
    /// It has been accepted before.
    case replayed
    /// STS couldn't be asked, or didn't answer as it should.
    case awsUnavailable(AWSError)
}

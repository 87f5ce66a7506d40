import AWS
import IdentityProofs
import Tokens

/// Why somebody isn't let in.
enum IAMAuthError: Error, Sendable, Equatable {
    /// The server isn't among those for which proofs are taken.
    case serverUnknown(String)
    /// Several servers have its host, and it isn't at the port where the web server was asked.
    case serverUncertain(String, port: String?)
    /// The request has no proof and no session that is good.
    case notProved(SessionFault?)
    /// The proof isn't believed.
    case proofRefused(ProofError)
    /// The token isn't believed.
    case tokenRefused(TokenError)
    /// The principal's sessions were ended after the proof was made.
    case proofRevoked
    /// The KMS token isn't taken.
    case kmsTokenRefused(KMSTokenError)
    /// KMS doesn't let us use our key.
    case keyRefused(AWSError)
    /// Whoever it is is of another account.
    case otherAccount(IAMIdentity)
    /// The setting names others.
    case notAllowed(IAMIdentity)
    /// The web server asks for a mapping that doesn't exist, or that the settings don't allow.
    case mappingRefused(String)
    /// The mapping has no name for this kind of principal.
    case noName(IAMIdentity)
    /// The rules let others in.
    case ruledOut(IAMIdentity)
    /// Rules tell paths apart, and programs may read this one in several ways.
    case pathNotPlain
    /// What has to be known first can't be read at the moment.
    case unavailable(AWSError)
    /// Who was told to leave isn't known yet.
    case revocationsUnknown
    /// As many requests as may wait for AWS do so.
    case crowded
    /// What AWS says about the principal doesn't fit into a cookie.
    case sessionTooLarge
}

package import AWS
package import Secrets

/// A proof of an IAM identity: the parts of an `sts:GetCallerIdentity` that its caller has signed for one server.
///
/// The server puts the request together again and sends it to STS. Nothing in it gives the server a right: the signature is
/// good for that one call, and the secret key stays where it was.
package struct SignedIdentity: Sendable, Hashable {
    package var accessKeyID: AccessKeyID
    /// The token of temporary credentials; nil for a user's own key.
    package var sessionToken: Secret?
    /// When it was signed, by the clock of who signed it.
    package var date: SigningDate
    package var region: Region
    package var nonce: ProofNonce
    /// 64 hexadecimal digits in small letters.
    package var signature: String

    package init(
        accessKeyID: AccessKeyID, sessionToken: Secret?, date: SigningDate, region: Region, nonce: ProofNonce,
        signature: String
    ) {
        self.accessKeyID = accessKeyID
        self.sessionToken = sessionToken
        self.date = date
        self.region = region
        self.nonce = nonce
        self.signature = signature
    }
}

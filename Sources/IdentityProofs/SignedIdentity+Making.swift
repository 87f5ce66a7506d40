package import AWS
package import FoundationEssentials
import Secrets

/// The client's half: the signature.
extension SignedIdentity {
    /// Signs who the owner of `credentials` is, for one server.
    ///
    /// The signature is made as of any other call of `sts:GetCallerIdentity`. That it covers the server's name and the nonce
    /// makes it worthless to another server, and for a second time. It is nil when the access key's ID is of no form that AWS's
    /// have.
    ///
    /// - Parameters:
    ///   - credentials: whose identity it is.
    ///   - server: who shall believe it.
    ///   - region: in which the server shall ask STS.
    ///   - nonce: random; never used before.
    ///   - time: now, by AWS's clock.
    package init?(
        signing credentials: Credentials, for server: ServerName, in region: Region, nonce: ProofNonce,
        at time: Date
    ) {
        guard let accessKeyID = AccessKeyID(credentials.accessKeyID) else { return nil }
        let date = SigningDate(time)
        var request = Self.request(for: server, nonce: nonce, in: region)
        request.fields.append(.init("x-amz-date", date.timestamp))
        if let token = credentials.sessionToken {
            request.fields.append(.init("x-amz-security-token", token.reveal()))
        }
        let scope = CredentialScope(day: date.day, region: region.rawValue, service: Service.sts.rawValue)
        let text = StringToSign(CanonicalRequest(request), date: date, scope: scope)
        self.init(
            accessKeyID: accessKeyID, sessionToken: credentials.sessionToken, date: date, region: region, nonce: nonce,
            signature: SigningKey(secretAccessKey: credentials.secretAccessKey, scope: scope).signature(of: text.bytes))
    }
}

package import AWS

/// The request whose signature is the proof: the client signs it, and the server puts it together again.
///
///     POST https://sts.<region>.<suffix>/
///     content-type: application/x-www-form-urlencoded; charset=utf-8
///     x-amz-date, x-amz-security-token, x-latchkey-nonce, x-latchkey-server
///
///     Action=GetCallerIdentity&Version=2011-06-15
extension SignedIdentity {
    /// The name of the field with the server's name.
    package static let serverField = "x-latchkey-server"
    /// The name of the field with the nonce.
    package static let nonceField = "x-latchkey-nonce"

    /// STS's ordinary host of the Region. Client and server sign for it, whatever host their own settings have them ask: neither
    /// knows those of the other.
    package static func host(of region: Region) -> String {
        Endpoints(region: region).endpoint(for: .sts).url.authority
    }

    /// Where the server asks STS: at that host, or at the one that AWS's own variables name in its place, such as that of a VPC
    /// endpoint.
    package static func endpoint(of region: Region, among endpoints: Endpoints) -> EndpointURL {
        var ordinary = Endpoints(region: region)
        ordinary.overrides = endpoints.overrides
        return ordinary.endpoint(for: .sts).url
    }

    /// The request without the date, the token and the signature, which ``Signer/sign(_:add:)`` adds.
    package static func request(
        for server: ServerName, nonce: ProofNonce, in region: Region
    ) -> SigningRequest {
        SigningRequest(
            method: "POST", path: "/",
            fields: [
                .init("content-type", STS.callerIdentityContentType),
                .init("host", host(of: region)),
                .init(nonceField, nonce.description),
                .init(serverField, server.description),
            ],
            body: STS.callerIdentityBody)
    }
}

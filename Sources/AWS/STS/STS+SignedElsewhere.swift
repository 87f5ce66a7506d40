/// A GetCallerIdentity that somebody else has signed: STS's answer proves who that is.
extension STS {
    /// The content type of the request, as it has to be signed.
    package static let callerIdentityContentType = callerIdentity.contentType
    /// The body of the request, as it has to be signed.
    package static let callerIdentityBody = callerIdentity.body

    private static let callerIdentity = QueryForm(Operation(.sts, "GetCallerIdentity")).call(.idempotent)

    /// Who has signed the call.
    ///
    /// - Parameters:
    ///   - fields: the fields that carry the signature, and all that were signed but `host` and `content-type`.
    ///   - host: the host that was signed. The path is `/`.
    ///   - endpoint: where STS is asked.
    /// - Returns: who STS says it is.
    /// - Throws: `InvalidClientTokenId`, `SignatureDoesNotMatch`, `ExpiredToken` and the like for a signature that isn't good;
    ///   the errors of any call.
    package func getCallerIdentity(
        signedElsewhere fields: [SigningRequest.Pair], host: String, at endpoint: EndpointURL
    ) async throws(AWSError) -> CallerIdentity {
        var call = Self.callerIdentity
        call.authentication = .signedElsewhere(fields)
        call.endpoint = endpoint
        call.host = host
        let body = try await client.send(call)
        return try CallerIdentity(try QueryResponse(body ?? [], operation: call.operation))
    }
}

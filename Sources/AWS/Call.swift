/// One call of an operation: everything but the endpoint and the signature.
struct Call: Sendable {
    /// Whether the call is signed.
    enum Authentication: Sendable {
        case signed
        case anonymous
        /// Somebody else has signed the call, with these fields.
        case signedElsewhere([SigningRequest.Pair])
    }

    var operation: Operation
    var idempotency: Idempotency
    var authentication: Authentication = .signed
    var contentType: String
    /// The `X-Amz-Target` field of the services that speak JSON.
    var target: String?
    /// The path below the endpoint's base path.
    var path = "/"
    var body: [UInt8]
    /// The Region whose endpoint is asked; nil for the client's own.
    var region: Region?
    /// The endpoint, if it isn't the service's own.
    var endpoint: EndpointURL?
    /// What `Host` says, if it isn't the endpoint's.
    var host: String?
}

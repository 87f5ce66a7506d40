/// One call of an operation, ready but for the endpoint and the signature.
struct Call: Sendable {
    /// Whether the call is signed.
    enum Authentication: Sendable {
        case signed
        case anonymous
    }

    var operation: Operation
    var idempotency: Idempotency
    var authentication: Authentication = .signed
    var contentType: String
    /// `X-Amz-Target` of the JSON services.
    var target: String?
    /// Below the endpoint's base path.
    var path = "/"
    var body: [UInt8]
    /// Instead of the service's own endpoint.
    var endpoint: EndpointURL?
}

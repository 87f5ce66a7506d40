/// What a signature is made over: a request as it will go over the wire.
package struct SigningRequest: Sendable {
    /// A header field or a query item.
    package struct Pair: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `POST`, …
    package var method: String
    /// The path as sent, percent-encoded, without the query.
    package var path: String
    /// The query as sent, percent-encoded, without the `?`; may be empty.
    package var query: String
    /// Every field to sign, `Host` among them, in any order.
    package var fields: [Pair]
    /// The SHA-256 of the body in lower-case hexadecimal.
    package var payloadHash: String

    package init(method: String, path: String, query: String = "", fields: [Pair], payloadHash: String) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.payloadHash = payloadHash
    }

    /// Fields that proxies and clients change on the way, and so are never signed. Source: botocore's signer.
    static let unsignedFields: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]
}

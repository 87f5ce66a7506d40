/// The request that is signed, as it will be sent.
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
    /// The percent-encoded path, without the query.
    package var path: String
    /// The percent-encoded query, without the `?`; it may be empty.
    package var query: String
    /// All fields to sign, including `Host`, in any order.
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

    /// Fields that are never signed, because proxies and clients change them on the way. Source: botocore's signer.
    static let unsignedFields: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]
}

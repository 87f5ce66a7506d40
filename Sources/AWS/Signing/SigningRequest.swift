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
    /// All fields to sign, including `Host`, in any order; none that proxies and clients change on the way, such as
    /// `User-Agent`.
    package var fields: [Pair]
    package var body: [UInt8]

    package init(method: String, path: String, query: String = "", fields: [Pair], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
    }
}

import HTTP1

/// A request that came to a ``LoopbackServer``: whole, within its limits, and for its address and port.
package struct LoopbackRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    package let method: Method
    /// The path as it was sent: printable ASCII that begins with a slash.
    package let path: String
    /// What stands behind the first question mark, as it was sent; nil without one.
    package let query: String?
    /// The body of a POST request.
    package let body: [UInt8]
    private let fields: HeaderFields

    init(_ method: Method, _ target: String, _ fields: HeaderFields, body: [UInt8]) {
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        self.method = method
        path = String(target[..<(mark ?? target.endIndex)])
        query = mark.map { String(target[target.utf8.index(after: $0)...]) }
        self.fields = fields
        self.body = body
    }

    /// The value of a field, one scalar for each byte; nil when there is none of that name, or several.
    package func field(_ name: String) -> String? { fields.single(name) }

    /// Whether there is a field of that name.
    package func hasField(_ name: String) -> Bool { fields.contains(name) }
}

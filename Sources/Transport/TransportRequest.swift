package import Concurrency
package import HTTPTypes

/// An HTTP request with the bounds it must be answered in.
package struct TransportRequest: Sendable {
    package var method: HTTPRequest.Method
    package var scheme: String?
    /// `host[:port]`
    package var authority: String?
    /// With the query.
    package var path: String?
    /// All but `Host` and `Content-Length`, which follow from what else is here.
    package var fields: FieldLines
    /// What `Host` says, where that isn't the authority which is asked.
    package var host: String?
    package var body: [UInt8]
    /// When to give up, connecting included.
    package var deadline: Instant
    /// The largest response body taken, in bytes.
    package var maximumResponseSize: Int
    /// Which addresses the server may have.
    package var addresses: AddressRule
    /// Whether the request may use a connection that was kept from an earlier one, and leaves its own for later ones. A server
    /// may have ended a kept one, which shows only when a request is lost on it.
    package var sharesConnection: Bool

    package init(
        _ method: HTTPRequest.Method, scheme: String?, authority: String?, path: String?, fields: FieldLines,
        host: String? = nil, body: [UInt8] = [], deadline: Instant,
        maximumResponseSize: Int = 4 << 20, addresses: AddressRule = .any,
        sharesConnection: Bool = true
    ) {
        self.method = method
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.fields = fields
        self.host = host
        self.body = body
        self.deadline = deadline
        self.maximumResponseSize = maximumResponseSize
        self.addresses = addresses
        self.sharesConnection = sharesConnection
    }

    /// A request with a head of HTTPTypes.
    package init(
        head: HTTPRequest, host: String? = nil, body: [UInt8] = [], deadline: Instant,
        maximumResponseSize: Int = 4 << 20, addresses: AddressRule = .any,
        sharesConnection: Bool = true
    ) {
        self.init(
            head.method, scheme: head.scheme, authority: head.authority, path: head.path,
            fields: FieldLines(head.headerFields), host: host, body: body, deadline: deadline,
            maximumResponseSize: maximumResponseSize, addresses: addresses, sharesConnection: sharesConnection)
    }

    /// The head as HTTPTypes has it.
    package var head: HTTPRequest {
        HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: fields.httpFields)
    }
}

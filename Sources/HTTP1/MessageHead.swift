/// The versions of HTTP/1, as they stand in a message.
package enum HTTPVersion: String, Sendable {
    case http10 = "HTTP/1.0"
    case http11 = "HTTP/1.1"
}

/// The request line and the fields of a request.
package struct RequestHead: Sendable, Equatable {
    package var method: String
    /// The target as it was sent: of any form of RFC 9112, 3.2.
    package var target: String
    package var version: HTTPVersion
    package var fields: HeaderFields

    package init(method: String, target: String, version: HTTPVersion = .http11, fields: HeaderFields = HeaderFields())
    {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
    }
}

/// The status line and the fields of a response.
package struct ResponseHead: Sendable, Equatable {
    package var status: Int
    package var reason: String
    package var version: HTTPVersion
    package var fields: HeaderFields

    package init(status: Int, reason: String, version: HTTPVersion = .http11, fields: HeaderFields = HeaderFields()) {
        self.status = status
        self.reason = reason
        self.version = version
        self.fields = fields
    }
}

/// The versions of HTTP/1, as they stand in a message.
enum HTTPVersion: String, Sendable {
    case http10 = "HTTP/1.0"
    case http11 = "HTTP/1.1"
}

/// The request line and the fields of a request.
struct RequestHead: Sendable, Equatable {
    var method: String
    /// The target as it was sent: of any form of RFC 9112, 3.2.
    var target: String
    var version = HTTPVersion.http11
    var fields = HeaderFields()
}

/// The status line and the fields of a response.
struct ResponseHead: Sendable, Equatable {
    var status: Int
    var reason: String
    var version = HTTPVersion.http11
    var fields = HeaderFields()
}

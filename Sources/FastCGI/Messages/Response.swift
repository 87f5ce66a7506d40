package import HTTPTypes

/// What goes back to the web server.
package struct Response: Sendable {
    package var head: HTTPResponse
    /// The whole response body. It isn't sent when the request's method is HEAD.
    package var body: [UInt8]

    package init(head: HTTPResponse, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}

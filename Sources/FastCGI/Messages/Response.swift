package import HTTPTypes

/// What goes back to the web server.
package struct Response: Sendable {
    package var head: HTTPResponse
    /// The response body; not sent for HEAD.
    package var body: [UInt8]

    package init(head: HTTPResponse, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}

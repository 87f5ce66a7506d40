package import HTTPTypes

/// What goes back to the web server.
package struct Response: Sendable {
    package var head: HTTPResponse
    /// Fields that many responses have, besides those of the head.
    package var commonFields: FixedFields
    /// The whole response body. It isn't sent when the request's method is HEAD.
    package var body: [UInt8]

    package init(head: HTTPResponse, commonFields: FixedFields = FixedFields([:]), body: [UInt8] = []) {
        self.head = head
        self.commonFields = commonFields
        self.body = body
    }
}

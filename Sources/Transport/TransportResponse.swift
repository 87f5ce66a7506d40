package import HTTPTypes

/// What the server answered, whatever its status.
package struct TransportResponse: Sendable {
    package var status: HTTPResponse.Status
    package var fields: FieldLines
    package var body: [UInt8]

    package init(_ status: HTTPResponse.Status, fields: FieldLines, body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A response with a head of HTTPTypes.
    package init(head: HTTPResponse, body: [UInt8] = []) {
        self.init(head.status, fields: FieldLines(head.headerFields), body: body)
    }

    /// The head as HTTPTypes has it.
    package var head: HTTPResponse { HTTPResponse(status: status, headerFields: fields.httpFields) }
}

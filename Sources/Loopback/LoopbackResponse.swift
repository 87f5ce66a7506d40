import HTTP1
import NIOCore

/// What a ``LoopbackServer`` answers.
package struct LoopbackResponse: Sendable, Equatable {
    package var status: Int
    /// The media type of the body.
    package var contentType: String
    package var body: [UInt8]
    /// Further fields, beside those that each answer has. Values have no control characters.
    package var fields: [String: String]

    package init(
        status: Int = 200, contentType: String = "text/plain; charset=utf-8", body: [UInt8] = [],
        fields: [String: String] = [:]
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.fields = fields
    }

    /// A sentence of plain text.
    package init(status: Int, words: String) {
        self.init(status: status, body: Array("\(words)\n".utf8))
    }

    /// The whole answer, after which the connection ends.
    ///
    /// No page of another origin may read it, show it in a frame or keep it, and it runs and loads nothing unless a field says so.
    var bytes: ByteBuffer {
        var all = [
            "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
        ].merging(fields) { $1 }
        all["Content-Type"] = contentType
        all["Content-Length"] = "\(body.count)"
        all["Connection"] = "close"
        var head = HeaderFields()
        for (name, value) in all.sorted(by: { $0.key < $1.key }) { head.append(name, value) }
        var buffer = HeadWriter.bytes(ResponseHead(status: status, reason: "", fields: head))
        buffer.writeBytes(body)
        return buffer
    }
}

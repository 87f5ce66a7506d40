import Formats

/// How the end of a message's body is found (RFC 9112, 6.3), where both ends must agree.
package enum BodyFraming: Equatable, Sendable {
    case none
    /// A body of that many bytes, at least one.
    case length(Int)
    case chunked
    /// The body of a response that ends with the connection.
    case untilClose

    /// The framing of a request.
    ///
    /// - Throws: where the fields leave a choice: both lengths, several lengths, another encoding than `chunked`.
    package init(of head: RequestHead) throws(HTTPViolation) {
        self = try Self.declared(head.fields, head.version) ?? .none
    }

    /// The framing of the response to a request of that method.
    package init(of head: ResponseHead, to method: String) throws(HTTPViolation) {
        let declared = try Self.declared(head.fields, head.version)
        if method == "HEAD" || head.status < 200 || head.status == 204 || head.status == 304 {
            self = .none
        } else {
            self = declared ?? .untilClose
        }
    }

    private static func declared(
        _ fields: HeaderFields, _ version: HTTPVersion
    ) throws(HTTPViolation) -> BodyFraming? {
        let encodings = fields.values("Transfer-Encoding")
        let lengths = fields.values("Content-Length")
        if !encodings.isEmpty {
            guard lengths.isEmpty else { throw .twoLengths }
            // HTTP/1.0 has no chunks: who reads them there, reads something else than whoever doesn't.
            guard version == .http11, encodings.count == 1, encodings[0].lowercased() == "chunked"
            else { throw .transferEncoding }
            return .chunked
        }
        guard !lengths.isEmpty else { return nil }
        guard lengths.count == 1, (1...18).contains(lengths[0].utf8.count),
            lengths[0].utf8.allSatisfy(\.isASCIIDigit), let length = Int(lengths[0])
        else { throw .contentLength }
        return length == 0 ? BodyFraming.none : .length(length)
    }
}

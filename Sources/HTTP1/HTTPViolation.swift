/// How bytes break the grammar of HTTP/1 (RFC 9112), as it is read here: a message of which two readers could think
/// differently is refused, never mended.
package enum HTTPViolation: Error, Equatable {
    case requestLine
    case statusLine
    case version
    /// A line that ends in LF without CR, or a CR or NUL inside of a line.
    case lineEnding
    /// A field line that goes on in the next line (obs-fold).
    case foldedLine
    case fieldName
    case fieldValue
    case headTooLarge
    case tooManyFields
    case contentLength
    case transferEncoding
    /// `Content-Length` and `Transfer-Encoding` in one message: the means of request smuggling.
    case twoLengths
    case chunk
    case trailers
    /// The connection ended in the middle of a message.
    case truncated
}

extension HTTPViolation {
    /// The status with which a request is refused that breaks the grammar so.
    package var status: Int {
        switch self {
        case .headTooLarge, .tooManyFields: 431
        case .transferEncoding: 501
        case .version: 505
        default: 400
        }
    }
}

extension HTTPViolation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .requestLine: "The request line isn't well-formed."
        case .statusLine: "The status line isn't well-formed."
        case .version: "Only the versions 1.0 and 1.1 of HTTP are spoken here."
        case .lineEnding: "A line doesn't end in CR LF, or has a CR or NUL inside."
        case .foldedLine: "A field goes on in a second line."
        case .fieldName: "A field's name has a character that none may have."
        case .fieldValue: "A field's value has a character that none may have."
        case .headTooLarge: "The head of the message is too large."
        case .tooManyFields: "The message has too many fields."
        case .contentLength: "Content-Length isn't one number."
        case .transferEncoding: "Transfer-Encoding is something other than chunked."
        case .twoLengths: "The message has both Content-Length and Transfer-Encoding."
        case .chunk: "A chunk of the body isn't well-formed."
        case .trailers: "The trailers aren't well-formed, or too large."
        case .truncated: "The connection ended in the middle of a message."
        }
    }
}

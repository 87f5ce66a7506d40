import HTTPTypes
import Transport

/// Where a request goes. It is checked so that libcurl sends exactly the bytes that were signed.
///
/// libcurl would take a `#` for the start of a fragment and an `@` in the authority for the end of a user name, and it
/// refuses white space and control characters. Such a request is refused here, by an error that doesn't repeat it.
struct RequestTarget: Equatable {
    let scheme: String
    /// `host` or `host:port`.
    let authority: String
    /// With the query.
    let path: String

    init(_ request: TransportRequest) throws(TransportError) {
        guard let scheme = request.scheme, scheme == "https" || scheme == "http" else {
            throw .notSent("the request's scheme is neither http nor https")
        }
        guard let authority = request.authority, !authority.isEmpty, Self.isAuthority(authority.utf8.span) else {
            throw .notSent("the request's authority is not host[:port]")
        }
        let path = request.path ?? "/"
        guard Self.isPath(path.utf8.span) else {
            throw .notSent("the request's path doesn't begin with / or has characters that must be encoded")
        }
        self.scheme = scheme
        self.authority = authority
        self.path = path
    }

    /// The URL as a text.
    var url: String { "\(scheme)://\(authority)\(path)" }

    var hasQuery: Bool { path.utf8.contains(UInt8(ascii: "?")) }

    private static func isAuthority(_ text: borrowing Span<UInt8>) -> Bool {
        for index in text.indices where !isAuthorityByte(text[index]) { return false }
        return true
    }

    private static func isAuthorityByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private static func isPath(_ text: borrowing Span<UInt8>) -> Bool {
        guard !text.isEmpty, text[0] == UInt8(ascii: "/") else { return false }
        for index in text.indices where !isPathByte(text[index]) { return false }
        return true
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "#") && byte != UInt8(ascii: "\\")
    }
}

import Formats
import HTTPTypes
import Tokens

/// The address of one of a server's endpoints: over https, or on this machine.
package struct EndpointAddress: Sendable, Hashable {
    private static let maximumByteCount = 2_048
    /// What isn't part of a URL (RFC 3986), or begins what an endpoint may not have.
    private static let forbidden = Set("\"<>\\^`{|}#".utf8)

    /// As it was written.
    package let text: String
    private let scheme: String
    /// `host` or `host:port`.
    package let authority: String
    /// The path, with the query if there is one.
    private let target: String

    /// Nil unless the text is a URL of `https`, or of `http` with an address of this machine's loopback. It may have a query, but
    /// no fragment and no user.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= Self.maximumByteCount,
            bytes.allSatisfy({ (0x21...0x7e).contains($0) && !Self.forbidden.contains($0) }),
            let colon = bytes.firstRange(of: "://".utf8)
        else { return nil }
        let end = bytes[colon.upperBound...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        guard let origin = KeySetAddress(String(text[..<(end ?? text.endIndex)])) else { return nil }
        self.text = text
        scheme = String(text[..<colon.lowerBound])
        authority = origin.authority
        let rest = end.map { String(text[$0...]) } ?? "/"
        target = rest.utf8.first == UInt8(ascii: "?") ? "/" + rest : rest
    }

    /// The URL with these parameters behind those that it has.
    func url(with parameters: FormEncoding) -> String {
        text + (target.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + parameters.text
    }

    func request(_ method: HTTPRequest.Method, _ fields: HTTPFields) -> HTTPRequest {
        HTTPRequest(method: method, scheme: scheme, authority: authority, path: target, headerFields: fields)
    }
}

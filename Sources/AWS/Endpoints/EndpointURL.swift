import Formats

/// The URL of a service: scheme, authority and base path.
///
/// It is made from the table of partitions or from the configuration only, never from what AWS or a browser sends.
package struct EndpointURL: CheckedText {
    package enum Scheme: String, Sendable, Hashable {
        case https
        /// For a program on the same machine that stands in for AWS.
        case http
    }

    package let rawValue: String
    package let scheme: Scheme
    /// `host` or `host:port`, in lower case.
    package let authority: String
    /// It is empty, or begins with `/` and doesn't end with it.
    package let basePath: String

    /// Nil unless `text` is `http://` or `https://`, a host with an optional port, and an optional path of unreserved
    /// characters. User information, a query and a fragment aren't allowed.
    package init?(_ text: String) {
        let scheme: Scheme
        if text.hasPrefix("https://") {
            scheme = .https
        } else if text.hasPrefix("http://") {
            scheme = .http
        } else {
            return nil
        }
        let rest = text.dropFirst(scheme.rawValue.count + 3)
        let authority = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        guard
            Self.isAuthority(authority),
            path.utf8.allSatisfy({ PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "/") })
        else { return nil }
        self.init(scheme: scheme, authority: authority.lowercased(), basePath: String(path))
    }

    init(scheme: Scheme, authority: String, basePath: String = "") {
        self.scheme = scheme
        self.authority = authority
        self.basePath = basePath
        rawValue = "\(scheme.rawValue)://\(authority)\(basePath)"
    }

    /// Scheme and authority: `https://signin.aws.amazon.com`.
    package var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// The host without the port, and without the brackets of an IPv6 address.
    package var host: String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" })
    }

    /// The base path followed by `path`: `/`, `/federation`, `/base/federation`.
    package func path(appending path: String = "/") -> String { basePath + path }

    private static func isAuthority(_ text: Substring) -> Bool {
        var host = text
        if let colon = text.lastIndex(of: ":"), text.last != "]" {
            let port = text[text.index(after: colon)...]
            guard let number = UInt16(port), number > 0, port.utf8.allSatisfy(\.isASCIIDigit) else { return false }
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            let digits = "0123456789abcdefABCDEF:."
            return (2...45).contains(address.utf8.count) && address.allSatisfy(digits.contains)
        }
        let hostByte: (UInt8) -> Bool = {
            $0.isWordByte || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        return (1...253).contains(host.utf8.count) && host.utf8.allSatisfy(hostByte)
    }
}

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
        let slash = UInt8(ascii: "/")
        let rest = text.utf8.dropFirst(scheme.rawValue.utf8.count + 3)
        let authority = rest.prefix { $0 != slash }
        var path = rest[authority.endIndex...]
        while path.last == slash { path.removeLast() }
        guard
            Self.isAuthority(authority),
            path.allSatisfy({ PercentEncoding.isUnreserved($0) || $0 == slash })
        else { return nil }
        self.init(
            scheme: scheme, authority: String(Substring(authority)).lowercased(), basePath: String(Substring(path)))
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

    private static func isAuthority(_ text: Substring.UTF8View) -> Bool {
        let (colon, dot, hyphen) = (UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "-"))
        var host = text
        if let end = text.lastIndex(of: colon), text.last != UInt8(ascii: "]") {
            let port = text[text.index(after: end)...]
            guard port.allSatisfy({ $0.isASCIIDigit }), let number = UInt16(Substring(port)), number > 0 else {
                return false
            }
            host = text[..<end]
        }
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            let address = host.dropFirst().dropLast()
            return (2...45).contains(address.count)
                && address.allSatisfy { $0.isHexadecimal || $0 == colon || $0 == dot }
        }
        return (1...253).contains(host.count) && host.allSatisfy { $0.isWordByte || $0 == dot || $0 == hyphen }
    }
}

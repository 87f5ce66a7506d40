import Formats

/// The name of a server for which a proof is good: the authority of its URL, in small letters.
///
/// It is `host`, or `host:port` where the port isn't the scheme's own.
package struct ServerName: Sendable, Hashable, Comparable, LosslessStringConvertible {
    package let description: String

    /// Nil unless `authority` is a host in small letters, with a port from 1 to 65535 other than 80 and 443 or without
    /// one. User information, escapes, a dot at the end and other spellings of the same name are refused.
    package init?(_ authority: String) {
        var host = Substring(authority)
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            let port = authority[authority.index(after: colon)...]
            guard let number = Self.port(port), number != 80, number != 443 else { return nil }
            host = authority[..<colon]
        }
        guard Self.isHost(host) else { return nil }
        description = authority
    }

    /// Nil unless `url` is `https://` or `http://`, an authority, and nothing more or a path, a query or a fragment. The
    /// host may be in capital letters, and the port may be the scheme's own: the name has it in the usual form.
    package init?(url: String) {
        let usualPort: String
        let rest: Substring
        if url.hasPrefix("https://") {
            (usualPort, rest) = (":443", url.dropFirst(8))
        } else if url.hasPrefix("http://") {
            (usualPort, rest) = (":80", url.dropFirst(7))
        } else {
            return nil
        }
        var authority = rest.prefix { !"/?#".contains($0) }.lowercased()
        if authority.hasSuffix(usualPort) { authority.removeLast(usualPort.count) }
        self.init(authority)
    }

    /// The name without its port.
    package var host: Substring {
        hasPort ? description[..<(description.lastIndex(of: ":") ?? description.endIndex)] : description[...]
    }

    /// The port; nil for the scheme's own.
    package var port: Substring? { hasPort ? description[description.index(after: host.endIndex)...] : nil }

    private var hasPort: Bool { description.last != "]" && description.contains(":") }

    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    private static func port(_ digits: Substring) -> UInt16? {
        guard digits.first != "0", digits.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        return UInt16(digits)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            return (2...45).contains(address.utf8.count) && address.allSatisfy("0123456789abcdef:.".contains)
        }
        guard (1...253).contains(host.utf8.count), host.last != "." else { return false }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty
                && label.utf8.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit || "-_".utf8.contains($0) }
        }
    }
}

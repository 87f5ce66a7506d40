import AWS
import Formats

/// A host that may publish keys, as an operator lists it: `auth.example.com`, `auth.example.com:8443`, or `*.example.com` for all
/// names below that one. Without a port, it is that of https.
package struct KeyHost: LosslessStringConvertible, Hashable, Sendable {
    private static let wildcard = "*."

    /// In lower case.
    package let description: String
    private let name: String
    private let port: Int

    /// Whether it stands for more than one host.
    package let isWildcard: Bool

    /// Nil unless `text` is a host, with a port or without, or `*.` and a name with a dot in it.
    package init?(_ text: String) {
        isWildcard = text.hasPrefix(Self.wildcard)
        let rest = isWildcard ? String(text.dropFirst(Self.wildcard.count)) : text
        // The rules for a URL's host are those for one that is listed.
        guard let url = EndpointURL("https://\(rest)"), !rest.utf8.contains(UInt8(ascii: "/")),
            !isWildcard || url.host.dropFirst().contains(".")
        else { return nil }
        description = text.lowercased()
        name = url.host
        port = url.port
    }

    /// Whether the URL leads to this host.
    func matches(_ url: EndpointURL) -> Bool {
        guard url.port == port else { return false }
        if !isWildcard { return url.host == name }
        return url.host.utf8.count > name.utf8.count + 1 && url.host.hasSuffix(".\(name)")
    }
}

extension EndpointURL {
    /// The port, by the scheme where the URL names none.
    var port: Int {
        let rest = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : Substring(authority)
        return Int(rest.drop { $0 != ":" }.dropFirst()) ?? (scheme == .https ? 443 : 80)
    }
}

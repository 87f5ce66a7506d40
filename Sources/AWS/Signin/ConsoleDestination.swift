/// A page of an AWS console that a login may lead to.
///
/// If somebody could choose another host, they could send people who have just signed in wherever they like. So the text is
/// taken apart by rules narrower than any browser's, and put together again from the parts.
package struct ConsoleDestination: Sendable, Hashable, CustomStringConvertible {
    /// The whole address, `https://…`.
    package let description: String

    /// The longest address that is taken, in bytes. Escaped twice, as it is behind a page that signs out first, it still
    /// fits into the 32 KiB that nginx takes as an answer's head.
    package static let maximumLength = 4_096

    /// Takes `https://`, then a host under one of the partition's console domains (``Partition/consoleDomains``), then a
    /// path, query and fragment of visible ASCII characters. Nil for anything else.
    ///
    /// Scheme and host may be in capitals, and the port 443 may be named, as links that people copy have them. There is no
    /// other port and no user information. What follows the host is kept byte by byte: the console's pages read it
    /// themselves.
    package init?(_ text: String, partition: Partition) {
        guard text.utf8.count <= Self.maximumLength, text.prefix(8).lowercased() == "https://" else { return nil }
        let rest = text.dropFirst(8)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard let host = Self.host(authority), partition.consoleDomains.contains(where: { Self.host(host, isIn: $0) })
        else { return nil }
        let remainder = rest[authority.endIndex...]
        let path = remainder.prefix { !"?#".contains($0) }
        guard path.utf8.allSatisfy({ Self.isVisible($0) && !Self.refusedInPath.contains($0) }),
            remainder[path.endIndex...].utf8.allSatisfy({ Self.isVisible($0) && !Self.refused.contains($0) })
        else { return nil }
        description = "https://\(host)" + (path.isEmpty ? "/" : "") + remainder
    }

    /// The console's first page.
    package static func home(of partition: Partition) -> ConsoleDestination {
        ConsoleDestination(known: "https://\(partition.consoleHost)/console/home")
    }

    private init(known: String) { description = known }

    /// The host in small letters, without the port 443; nil unless it is labels of letters, digits and hyphens.
    private static func host(_ authority: Substring) -> String? {
        let host = authority.hasSuffix(":443") ? authority.dropLast(4) : authority
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isInLabel) }) else { return nil }
        return host.lowercased()
    }

    private static func isInLabel(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d: true
        default: false
        }
    }

    /// Whether the host is the domain or stands below it.
    private static func host(_ host: String, isIn domain: String) -> Bool {
        host == domain || host.hasSuffix("." + domain)
    }

    private static func isVisible(_ byte: UInt8) -> Bool { 0x21...0x7e ~= byte }

    /// Characters that may end a header or an attribute. Browsers escape them wherever they stand.
    private static let refused = Set("\"<>".utf8)

    /// In a path also those that a browser reads as a slash, or escapes. In queries and fragments they are left as they are
    /// (<https://url.spec.whatwg.org/#fragment-percent-encode-set>), so that links have them there.
    private static let refusedInPath = refused.union("\\`".utf8)
}

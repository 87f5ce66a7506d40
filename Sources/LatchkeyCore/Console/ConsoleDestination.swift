package import AWS

/// A page of the AWS console that a login may lead to.
///
/// Whoever could choose another host would get to send people, freshly signed in, wherever they like: so the text is taken
/// apart by rules narrower than any browser's, and put together again from the parts.
package struct ConsoleDestination: Sendable, Hashable, CustomStringConvertible {
    /// The whole address, `https://…`.
    package let description: String

    /// The longest address taken, in bytes.
    package static let maximumLength = 2_048

    /// Takes `https://`, exactly a console host of the partition (`console.aws.amazon.com` or `<region>.console…`), and
    /// from there on whatever visible ASCII a path, query and fragment are written in; nil for anything else.
    package init?(_ text: String, partition: Partition) {
        guard text.utf8.count <= Self.maximumLength, text.hasPrefix("https://"),
            text.utf8.allSatisfy({ 0x21...0x7e ~= $0 && !Self.refused.contains($0) })
        else { return nil }
        let rest = text.dropFirst("https://".count)
        let host = rest.prefix { !"/?#".contains($0) }
        guard Self.isConsole(String(host), of: partition) else { return nil }
        let remainder = rest.dropFirst(host.count)
        description = "https://\(host)" + (remainder.hasPrefix("/") ? "" : "/") + remainder
    }

    /// The console's first page.
    package static func home(of partition: Partition) -> ConsoleDestination {
        ConsoleDestination(known: "https://\(partition.consoleHost)/console/home")
    }

    private init(known: String) { description = known }

    /// What a browser may read as a slash, or a header or page as an end.
    private static let refused = Set("\\\"<>^`{|}".utf8)

    private static func isConsole(_ host: String, of partition: Partition) -> Bool {
        if host == partition.consoleHost { return true }
        guard host.hasSuffix("." + partition.consoleHost),
            let region = Region(String(host.dropLast(partition.consoleHost.count + 1)))
        else { return false }
        return region.partition == partition
    }
}

package import AWS

/// A page of the AWS console that a login may lead to.
///
/// If somebody could choose another host, they could send people who have just signed in wherever they like. So the text is
/// taken apart by rules narrower than any browser's, and put together again from the parts.
package struct ConsoleDestination: Sendable, Hashable, CustomStringConvertible {
    /// The whole address, `https://…`.
    package let description: String

    /// The longest address that is taken, in bytes.
    package static let maximumLength = 2_048

    /// Takes `https://`, then exactly a console host of the partition (`console.aws.amazon.com` or `<region>.console…`), then
    /// a path, query and fragment of visible ASCII characters. Nil for anything else.
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

    /// Characters that a browser may read as a slash, or that may end a header or an attribute.
    private static let refused = Set("\\\"<>^`{|}".utf8)

    private static func isConsole(_ host: String, of partition: Partition) -> Bool {
        if host == partition.consoleHost { return true }
        guard host.hasSuffix("." + partition.consoleHost),
            let region = Region(String(host.dropLast(partition.consoleHost.count + 1)))
        else { return false }
        return region.partition == partition
    }
}

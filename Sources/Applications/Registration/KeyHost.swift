package import AWS
import Formats

/// A host that publishes keys, with its port unless that is the usual one: `example.com`, `127.0.0.1:8080`.
package struct KeyHost: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ url: EndpointURL) {
        let port = url.scheme == .https ? ":443" : ":80"
        description = url.authority.hasSuffix(port) ? String(url.authority.dropLast(port.utf8.count)) : url.authority
    }

    /// Nil unless `text` is a host, with or without a port.
    package init?(_ text: String) {
        guard !text.utf8.contains(UInt8(ascii: "/")), let url = EndpointURL("https://\(text)") else { return nil }
        self.init(url)
    }
}

import Formats

/// A host and a port, as they stand in a URL's authority, in the form in which two that are the same are equal.
package struct HostPort: Hashable, Sendable {
    /// A name in lower case, or an address without brackets.
    package let host: String
    package let port: Int
    /// The address, if the host is one.
    let address: IPAddress?

    /// Reads `host`, `host:port` or `[address]:port`.
    ///
    /// It is nil for a text that some reader could understand in another way: an address such as `127.1` or `0x7f000001`,
    /// a name with a percent sign, a port of zero.
    ///
    /// - Parameters:
    ///   - text: without a user, path or anything else.
    ///   - defaultPort: the port of a text that has none; nil if it must have one.
    package init?(_ text: some StringProtocol, defaultPort: Int? = nil) {
        let host: Substring
        var rest: Substring
        let text = Substring(text)
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard host.contains(":"), let address = IPAddress(host) else { return nil }
            self.address = address
            self.host = address.description
        } else {
            host = text.prefix { $0 != ":" }
            rest = text[host.endIndex...]
            guard Self.isName(host) else { return nil }
            address = IPAddress(host)
            // A last label of digits makes libraries read the whole as an IPv4 address, of which there are odd forms.
            let last = host.split(separator: ".").last ?? ""
            let isNumber = last.utf8.allSatisfy(\.isASCIIDigit) || last.lowercased().hasPrefix("0x")
            guard address != nil || !isNumber else { return nil }
            self.host = host.lowercased()
        }
        guard let port = rest.isEmpty ? defaultPort : Self.port(rest) else { return nil }
        self.port = port
    }

    /// The same host with port 0, which lets the kernel choose one to listen on.
    init(anyPortOf other: HostPort) {
        host = other.host
        address = other.address
        port = 0
    }

    /// Whether the host is this machine by its name or address.
    package var isLoopback: Bool {
        address?.reach == .loopback || host == "localhost" || host.hasSuffix(".localhost")
    }

    /// The text of the authority: `host:port`, and the host alone where the port is `defaultPort`.
    func text(defaultPort: Int?) -> String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == defaultPort ? name : "\(name):\(port)"
    }

    private static func port(_ text: Substring) -> Int? {
        let digits = text.dropFirst()
        guard text.first == ":", (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy(\.isASCIIDigit),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return port
    }

    private static func isName(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                    default: false
                    }
                }
        }
    }
}

extension HostPort: CustomStringConvertible {
    package var description: String { text(defaultPort: nil) }
}

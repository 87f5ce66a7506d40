import Formats
import Settings

/// Where a browser takes an answer: to a program on the person's own machine, at whatever port it listens on (RFC 8252,
/// section 7.3).
package struct LoopbackRedirect: Sendable, Equatable {
    /// The URI as the program gave it.
    package let uri: String
    /// Scheme and authority, as a page's policy names them.
    package let origin: String

    /// Takes `http://127.0.0.1:PORT/path` and `http://[::1]:PORT/path`, with the client's path to the byte; nil for everything
    /// else. “localhost” could lead elsewhere.
    package init?(_ text: String, of client: MachineClient) {
        for host in ["127.0.0.1", "[::1]"] {
            let beginning = "http://\(host):"
            guard text.utf8.starts(with: beginning.utf8) else { continue }
            let rest = text.utf8.dropFirst(beginning.utf8.count)
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard digits.first != 0x30, let port = SettingForm.integer(1...65_535)(String(Substring(digits))),
                rest.dropFirst(digits.count).elementsEqual(client.path.utf8)
            else { return nil }
            uri = text
            // No browser takes such an address in a policy; its scheme alone is the next best.
            origin = host == "[::1]" ? "http:" : "\(beginning)\(port)"
            return
        }
        return nil
    }

    /// The URI with an answer. The client's path has no query.
    package func location(_ members: [(String, String?)], from issuer: String) -> String {
        var query = FormEncoding()
        for (name, value) in members + [("iss", issuer)] { if let value { query.append(name, value) } }
        return "\(uri)?\(query.text)"
    }
}

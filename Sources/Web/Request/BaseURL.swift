import Formats
import Settings

/// Where this server is, as the client addressed it: scheme, host and port.
package struct BaseURL: Sendable, Equatable, CustomStringConvertible {
    /// `http` or `https`.
    package let scheme: String
    /// The host in small letters, with its port unless that is the scheme's own.
    package let host: String

    /// Parses what the web server passed; nil when the host isn't one.
    ///
    /// - Parameters:
    ///   - https: the parameter `HTTPS`.
    ///   - requestScheme: the parameter `REQUEST_SCHEME`.
    ///   - host: the client's `Host`, else the server's name with its port.
    package init?(https: String?, requestScheme: String?, host: String) {
        let isSecure = https.map { ["on", "1"].contains($0.lowercased()) } ?? false
        scheme = isSecure || requestScheme?.lowercased() == "https" ? "https" : "http"
        var name = host[...]
        var port: Substring?
        if name.first == "[", let bracket = name.firstIndex(of: "]") {
            let rest = name[name.index(after: bracket)...]
            guard name[..<bracket].dropFirst().utf8.allSatisfy(Self.isInAddress) else { return nil }
            guard rest.isEmpty || rest.first == ":" else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
            name = name[...bracket]
        } else {
            if let colon = name.firstIndex(of: ":") {
                port = name[name.index(after: colon)...]
                name = name[..<colon]
            }
            guard (1...253).contains(name.utf8.count), name.utf8.allSatisfy(Self.isInName) else { return nil }
        }
        if let port {
            guard let number = SettingForm.integer(1...65535)(String(port)) else { return nil }
            let isUsual = number == (scheme == "https" ? 443 : 80)
            self.host = isUsual ? name.lowercased() : "\(name.lowercased()):\(number)"
        } else {
            self.host = name.lowercased()
        }
    }

    /// `https://portal.example`: the base of links and the origin that browsers send.
    package var description: String { "\(scheme)://\(host)" }

    private static func isInName(_ byte: UInt8) -> Bool {
        byte.isWordByte || ".-".utf8.contains(byte)
    }

    private static func isInAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x46, 0x61...0x66, 0x2e: true
        default: false
        }
    }
}

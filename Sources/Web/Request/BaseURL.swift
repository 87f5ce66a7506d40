import Formats

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
        let isSecure = https.map { $0 == "1" || $0.isASCII("on") } ?? false
        scheme = isSecure || requestScheme?.isASCII("https") == true ? "https" : "http"
        let bytes = host.utf8.span
        let isAddress = !bytes.isEmpty && bytes[0] == UInt8(ascii: "[")
        var end = isAddress ? 1 : 0
        while end < bytes.count, isAddress ? Self.isInAddress(bytes[end]) : Self.isInName(bytes[end]) { end += 1 }
        if isAddress {
            guard end < bytes.count, bytes[end] == UInt8(ascii: "]") else { return nil }
            end += 1
        } else {
            guard (1...253).contains(end) else { return nil }
        }
        let name = Substring(host.utf8.prefix(end)).lowercased()
        if end == bytes.count {
            self.host = name
        } else {
            guard bytes[end] == UInt8(ascii: ":"), let port = Self.port(bytes.extracting((end + 1)...)) else {
                return nil
            }
            let isUsual = port == (scheme == "https" ? 443 : 80)
            self.host = isUsual ? name : name + ":" + String(port)
        }
    }

    private static func port(_ digits: borrowing Span<UInt8>) -> Int? {
        var number = 0
        for index in digits.indices {
            guard digits[index].isASCIIDigit, number <= 65_535 else { return nil }
            number = 10 * number + Int(digits[index] - UInt8(ascii: "0"))
        }
        return (1...65_535).contains(number) ? number : nil
    }

    /// `https://portal.example`: the base of links and the origin that browsers send.
    package var description: String { scheme + "://" + host }

    private static func isInName(_ byte: UInt8) -> Bool {
        byte.isWordByte || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    private static func isInAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x46, 0x61...0x66, 0x2e: true
        default: false
        }
    }
}

/// Where to listen: a Unix socket's path, or a numeric IP address and port.
package enum ListenAddress: Sendable, Equatable {
    case unix(path: String)
    case internet(host: String, port: UInt16)

    /// Reads `/run/x.sock`, `127.0.0.1:9000`, `[::1]:9000`, `localhost:9000`, or `:9000` and `9000` for loopback.
    ///
    /// A text with a slash is a path. Host names other than `localhost` are refused, because a name may stand for several
    /// addresses, and a socket has one.
    package static func parse(_ text: String) throws(FastCGIError) -> ListenAddress {
        if text.contains("/") {
            guard !text.utf8.contains(0) else { throw .invalidAddress(text) }
            return .unix(path: text)
        }
        let colon = text.lastIndex(of: ":")
        let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw .invalidAddress(text)
        }
        var host = String(colon.map { text[..<$0] } ?? "")
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { throw .invalidAddress(text) }
        } else if host.contains(":") {
            throw .invalidAddress(text)
        }
        if host.isEmpty || host == "localhost" { host = "127.0.0.1" }
        guard SocketAddress(host: host, port: port) != nil else { throw .invalidAddress(text) }
        return .internet(host: host, port: port)
    }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unix(let path): path
        case .internet(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}

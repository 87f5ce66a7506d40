/// A server as the web's security knows it: scheme, host and port.
package struct Origin: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        case http, https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    package let server: HostPort

    init(_ scheme: Scheme, _ server: HostPort) {
        self.scheme = scheme
        self.server = server
    }

    /// Reads a URL that names a server and nothing on it: `https://host`, `http://localhost:8000/`.
    package init?(_ url: some StringProtocol) {
        let url = url.hasSuffix("/") ? url.dropLast() : url[...]
        guard let split = Self.split(String(url)), split.rest.isEmpty else { return nil }
        self = split.origin
    }

    /// The origin of an absolute URL, and what follows its authority; nil for a URL of another scheme, or with a user.
    static func split(_ url: String) -> (origin: Origin, rest: Substring)? {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://"),
            let scheme = Scheme(rawValue: url[..<colon].lowercased())
        else { return nil }
        let afterScheme = url[url.index(colon, offsetBy: 3)...]
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let server = HostPort(authority, defaultPort: scheme.defaultPort) else { return nil }
        return (Origin(scheme, server), afterScheme[authority.endIndex...])
    }

    /// What stands in `Host`: the port only where it isn't the scheme's own.
    package var authority: String { server.text(defaultPort: scheme.defaultPort) }

    /// Whether what is sent there can't be read on the way: it goes over TLS, or stays on this machine.
    package var isPrivate: Bool { scheme == .https || server.isLoopback }

    /// The same server over TLS: a URL without a port changes to the port of https.
    var secured: Origin? {
        guard scheme == .http else { return self }
        guard server.port == Scheme.http.defaultPort else { return Origin(.https, server) }
        return HostPort(server.text(defaultPort: server.port), defaultPort: Scheme.https.defaultPort)
            .map { Origin(.https, $0) }
    }
}

extension Origin: CustomStringConvertible {
    package var description: String { "\(scheme.rawValue)://\(authority)" }
}

import HTTP1

/// What a request through the proxy asks for.
struct ProxyTarget: Equatable {
    var origin: Origin
    /// The path and the query, as the server is asked for them.
    var path: String

    /// Why a request isn't one for a proxy.
    enum Refusal: Error, Equatable {
        /// The request speaks to the proxy as if it were a site: a web page that guesses the port, or whose name was made
        /// to lead here (DNS rebinding).
        case notForProxy
        case url
        /// `Host` is missing, is there twice, or names another server than the URL.
        case host
    }

    /// Reads the target of any method but CONNECT, which must be an absolute URL, and compares `Host` with it.
    init(_ head: RequestHead) throws(Refusal) {
        guard head.target.first != "/", head.target != "*" else { throw .notForProxy }
        guard let (origin, rest) = Origin.split(head.target), !rest.contains("#") else { throw .url }
        self.origin = origin
        path = rest.first == "/" ? String(rest) : "/\(rest)"
        try Self.checkHost(head, is: origin.server, defaultPort: origin.scheme.defaultPort)
    }

    /// The server that CONNECT names, which has a port.
    static func tunnel(_ head: RequestHead) throws(Refusal) -> HostPort {
        guard let server = HostPort(head.target) else { throw .url }
        // The port that Host leaves out is that of whatever goes through the tunnel.
        if head.fields.contains("Host") { try checkHost(head, is: server, defaultPort: server.port) }
        return server
    }

    private static func checkHost(_ head: RequestHead, is server: HostPort, defaultPort: Int) throws(Refusal) {
        if head.version == .http10, !head.fields.contains("Host") { return }
        guard let host = head.fields.single("Host"), HostPort(host, defaultPort: defaultPort) == server
        else { throw .host }
    }
}

import HTTP1

/// How the proxy listens and goes out, and the bounds of what it takes.
package struct ProxyConfiguration: Sendable {
    /// Where it listens: an address of this machine's loopback.
    package var bind: HostPort
    /// The SOCKS5 server through which everything goes out.
    package var socksServer: HostPort?
    /// A file of certificates in PEM from which those of servers must come; nil for the authorities of this machine.
    package var authorities: String?
    /// How many clients may be connected at once.
    package var maximumConnections = 256
    /// Bodies up to this size are kept until the server has answered, so that the request can be repeated.
    package var maximumKeptBytes = 1_048_576
    /// How long a connection to a server may take to stand.
    package var connectTimeout = Duration.seconds(15)
    /// How long a client may take for the head of a request that it has begun.
    package var headTimeout = Duration.seconds(30)
    /// How long a client's connection stays open between two requests.
    package var keepAliveTimeout = Duration.seconds(75)
    /// How long a server may be silent until it answers.
    package var responseTimeout = Duration.seconds(300)
    /// How long nothing may go through a tunnel.
    package var tunnelTimeout = Duration.seconds(3_600)
    /// How long the rest of a body is still read that nobody wants, so that the client can read the answer.
    package var lingerTimeout = Duration.seconds(30)
    var headLimits = HeadParser.Limits()

    /// - Parameters:
    ///   - bind: `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
    ///   - socksServer: `host:port`; nil to go out directly.
    /// - Throws: ``ProxyError`` for an address of another network: whoever reaches the proxy can use the identity.
    package init(bind: String, socksServer: String? = nil) throws(ProxyError) {
        guard let address = HostPort(bind) ?? Self.anyPort(bind) else { throw .notAnAddress(bind) }
        guard address.isLoopback else { throw .notLoopback(bind) }
        self.bind = address
        guard let socksServer else { return }
        guard let server = HostPort(socksServer) else { throw .notAnAddress(socksServer) }
        self.socksServer = server
    }

    /// `127.0.0.1:0` takes a port that is free.
    private static func anyPort(_ text: String) -> HostPort? {
        text.hasSuffix(":0") ? HostPort(text.dropLast(2), defaultPort: 1).map(HostPort.init(anyPortOf:)) : nil
    }
}

import Formats
import HTTP1
import NIOCore
import NIOPosix
import TLS

/// Opens connections to servers, directly or through a SOCKS5 server.
struct Dialer: Sendable {
    /// Who may be reached.
    enum Reach: Sendable {
        /// Nothing that only this machine or its link answers.
        case remote
        /// This machine too: the person allowed this very server.
        case local
    }

    let eventLoop: any EventLoop
    /// The SOCKS5 server, which resolves names too.
    let socksServer: HostPort?
    /// Whom servers' certificates must come from; nil when this machine knows nobody.
    let authorities: TLSContext?
    /// How long it may take until the connection stands.
    let timeout: Duration

    /// Opens a connection for HTTP: with TLS on it where the server's scheme is https.
    func connect(to server: Origin, reach: Reach) async throws(NetworkError) -> Connection {
        let connection = try await connect(to: server.server, reach: reach)
        guard server.scheme == .https else { return connection }
        guard let authorities else { throw .certificate }
        let deadline = connection.close(in: timeout)
        defer { deadline.cancel() }
        do throws(NetworkError) {
            try await connection.secure(authorities, for: server.server)
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    /// Opens a connection for whatever goes on it.
    ///
    /// An address is judged when the connection stands and before a byte is sent on it: what a name resolves to can't
    /// change in between.
    func connect(to server: HostPort, reach: Reach) async throws(NetworkError) -> Connection {
        if reach == .remote, server.isLoopback || !Self.isRemote(server.address) { throw .forbiddenAddress }
        // What is sent to this machine may be unencrypted. A SOCKS server would take its own machine for it.
        if let socksServer, !server.isLoopback {
            let connection = try await open(to: socksServer)
            let deadline = connection.close(in: timeout)
            defer { deadline.cancel() }
            do throws(NetworkError) {
                try await SOCKSHandshake.connect(connection, to: server)
            } catch {
                connection.close()
                throw error == .closed ? .socks : error
            }
            return connection
        }
        let connection = try await open(to: server)
        if let error = Self.refusal(of: connection.channel.remoteAddress, for: server, reach) {
            connection.close()
            throw error
        }
        return connection
    }

    /// Why nothing is sent to where a server was found; nil if it is what was meant.
    static func refusal(of found: SocketAddress?, for server: HostPort, _ reach: Reach) -> NetworkError? {
        let address = found?.ipAddress.flatMap { IPAddress($0) }
        // Whoever answers for names may lead those of this machine elsewhere.
        if server.isLoopback { return address?.reach == .loopback ? nil : .notThisMachine }
        guard reach == .remote else { return nil }
        return isRemote(address) && !isOwn(address) ? nil : .forbiddenAddress
    }

    private static func isRemote(_ address: IPAddress?) -> Bool {
        address.map { $0.reach == .anywhere } ?? true
    }

    /// Whether one of this machine's network cards has the address.
    private static func isOwn(_ address: IPAddress?) -> Bool {
        guard let address else { return false }
        guard let devices = try? System.enumerateDevices() else { return true }
        return devices.contains { $0.address?.ipAddress.flatMap { IPAddress($0) } == address }
    }

    private func open(to server: HostPort) async throws(NetworkError) -> Connection {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // From the beginning: what a server says at once, before it leaves, would be lost otherwise.
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { _ = try Connection(channel) }
            }
        let opened: Result<Connection, any Error> = await withCheckedContinuation { continuation in
            bootstrap.connect(host: server.host, port: server.port)
                .flatMapThrowing { try Connection.of($0) }
                .whenComplete { continuation.resume(returning: $0) }
        }
        switch opened {
        case .success(let connection): return connection
        case .failure(let error): throw Self.reason(error)
        }
    }

    private static func reason(_ error: any Error) -> NetworkError {
        if case ChannelError.connectTimeout? = error as? ChannelError { return .timeout }
        return .unreachable
    }
}

package import Concurrency
import Formats
import Glibc
import HTTP1
package import Logging
import NIOCore
import NIOPosix
import SystemPackage
import TLS

/// A forward proxy for the person at this machine: it passes HTTP requests on, and where a server that the person allowed
/// asks for an IAM identity, it proves theirs and sends the request again. What is encrypted passes through unread.
package struct LocalProxy: Sendable {
    private let configuration: ProxyConfiguration
    private let permissions: Permissions
    private let prover: any IdentityProver
    private let log: Logger
    private let clock: Timekeeper

    /// - Parameters:
    ///   - configuration: where it listens, and how it goes out.
    ///   - permissions: the servers to which the identity may be proved.
    ///   - prover: makes the proofs.
    ///   - log: gets a line for each request.
    ///   - clock: judges how old sessions are.
    package init(
        _ configuration: ProxyConfiguration, permissions: Permissions, prover: any IdentityProver, log: Logger,
        clock: Timekeeper = .system
    ) {
        self.configuration = configuration
        self.permissions = permissions
        self.prover = prover
        self.log = log
        self.clock = clock
    }

    /// Listens and serves until the task is cancelled; all connections are closed then.
    ///
    /// - Parameter started: called with the address once clients can connect.
    /// - Throws: ``ProxyError`` when it can't listen there.
    package func run(started: @Sendable (_ address: String) -> Void = { _ in }) async throws(ProxyError) {
        // One thread for everything: a person's own requests are few.
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let context = context(eventLoop)
        let (clients, arrival) = AsyncStream.makeStream(of: ClientSession.self)
        let server: any Channel
        do {
            server = try await bind(eventLoop) { arrival.yield(ClientSession(context: context, client: $0)) }
        } catch {
            throw ProxyError(error, on: "\(configuration.bind)")
        }
        if let address = server.localAddress?.ipAddress, let port = server.localAddress?.port {
            started(address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)")
        }
        let places = ClientCounter(maximum: configuration.maximumConnections)
        // Who cancels the task ends the stream and, by it, every client's session.
        await withDiscardingTaskGroup { group in
            for await client in clients { group.addTask { await places.serve(client) } }
        }
        try? await server.close()
    }

    private func context(_ eventLoop: any EventLoop) -> ProxyContext {
        let dialer = Dialer(
            eventLoop: eventLoop, socksServer: configuration.socksServer,
            authorities: TLSContext(authorities: configuration.authorities), timeout: configuration.connectTimeout)
        let signIn = SignIn(dialer: dialer, prover: prover, timeout: configuration.lingerTimeout)
        let sessions = Sessions(clock: clock) { (server, challenge) throws(IdentityRefusal) in
            try await signIn.open(server, challenge)
        }
        return ProxyContext(
            configuration: configuration, dialer: dialer, permissions: permissions, sessions: sessions, signIn: signIn,
            log: log, clock: clock)
    }

    private func bind(
        _ eventLoop: any EventLoop, _ arrived: @escaping @Sendable (Connection) -> Void
    ) async throws -> any Channel {
        let server = try await Connection.listen(
            host: configuration.bind.host, port: configuration.bind.port, on: eventLoop, arrived)
        // A name in /etc/hosts may lead anywhere.
        guard server.localAddress?.ipAddress.flatMap({ IPAddress($0) })?.reach == .loopback else {
            try? await server.close()
            throw ProxyError.notLoopback("\(configuration.bind)")
        }
        return server
    }
}

extension ProxyError {
    fileprivate init(_ error: any Error, on address: String) {
        switch error {
        case let error as ProxyError: self = error
        case let error as IOError where error.errnoCode == EADDRINUSE: self = .taken(address)
        case let error as IOError: self = .bind(address, reason: "\(Errno(rawValue: error.errnoCode))")
        default: self = .bind(address, reason: "the name isn't known")
        }
    }
}

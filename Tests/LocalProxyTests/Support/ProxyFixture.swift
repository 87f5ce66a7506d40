import HTTP1
import HTTP1TestSupport
import Logging
import NIOCore
import NIOPosix
import Secrets
import Synchronization
import TestSupport

@testable import LocalProxy

/// A proxy and a server behind it, on loopback.
struct ProxyFixture: Sendable {
    let group: MultiThreadedEventLoopGroup
    /// The port of the server.
    let port: Int
    let proxyPort: Int
    /// The names that the SOCKS stand-in was asked for.
    let names: Recorder<String>
    /// The proofs that were made: the server that each was for.
    let proofs: Recorder<String>

    /// What a client of the proxy asks for, to reach the server.
    var url: String { "http://127.0.0.1:\(port)" }
    var host: String { "127.0.0.1:\(port)" }

    /// A connection to the proxy.
    func client() async throws -> Connection {
        let dialer = Dialer(eventLoop: group.next(), socksServer: nil, authorities: nil, timeout: .seconds(5))
        return try await dialer.connect(to: HostPort("127.0.0.1:\(proxyPort)").orFail(), reach: .local)
    }

    /// Sends a request on a connection of its own, and reads the answer to the end.
    func exchange(_ text: String) async throws -> String {
        let client = try await client()
        defer { client.close() }
        return try await client.exchange(text)
    }
}

/// How a proxy is tried.
struct ProxySetup {
    /// Whether the server behind it is allowed.
    var isServerAllowed = true
    var allowed: [String] = []
    /// Whether it goes out through a SOCKS server, where every name leads to the server.
    var hasSOCKS = false
    var asker: (any PermissionAsker)?
    var refusal: IdentityRefusal?
    /// The KMS keys that are allowed.
    var keys: [String] = []
    var serversWithoutTLS: [String] = []
    var configure: (inout ProxyConfiguration) -> Void = { _ in }
}

/// Runs `body` with a proxy in front of a server that does with each connection what `serve` says.
func withProxy(
    _ setup: ProxySetup = ProxySetup(), serve: @escaping @Sendable (Connection) async -> Void,
    _ body: @Sendable (ProxyFixture) async throws -> Void
) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let server = try await StandInServer(group, serve)
    let (names, proofs) = (Recorder<String>(), Recorder<String>())
    let socks = setup.hasSOCKS ? try await StandInServer.socks(group, to: server.port) { names.record($0) } : nil

    var configuration = try ProxyConfiguration(bind: "127.0.0.1:0", socksServer: socks.map { "127.0.0.1:\($0.port)" })
    configuration.lingerTimeout = .seconds(5)
    setup.configure(&configuration)
    let allowed = setup.allowed + (setup.isServerAllowed ? ["http://127.0.0.1:\(server.port)"] : [])
    let permissions = try Permissions(
        allowed: allowed.compactMap { Origin($0) }, file: nil, asker: setup.asker,
        tokens: TokenPermissions(
            keys: setup.keys, serversWithoutTLS: setup.serversWithoutTLS.compactMap { Origin($0) }))
    let proxy = LocalProxy(
        configuration, permissions: permissions, prover: StubProver(proofs: proofs, refusal: setup.refusal),
        log: Logger(label: "proxy") { _ in SwiftLogNoOpLogHandler() })
    let started = AsyncStream.makeStream(of: Int.self)
    let running = Task {
        do throws(ProxyError) {
            try await proxy.run { address in
                started.continuation.yield(HostPort(address)?.port ?? 0)
            }
        } catch {
            started.continuation.finish()
        }
    }
    let proxyPort = await started.stream.first { _ in true } ?? 0
    let fixture = ProxyFixture(group: group, port: server.port, proxyPort: proxyPort, names: names, proofs: proofs)
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(fixture))
    } catch {
        result = .failure(error)
    }
    running.cancel()
    await running.value
    await server.stop()
    await socks?.stop()
    try result.get()
}

/// Makes proofs that only say whom they are for.
struct StubProver: IdentityProver {
    let proofs: Recorder<String>
    let refusal: IdentityRefusal?
    let sessionCookies: Set<String> = ["__Host-latchkey-iam", "latchkey-iam-plain"]

    func proof(to server: Origin, for challenge: IdentityChallenge) async throws(IdentityRefusal) -> Secret {
        if let refusal { throw refusal }
        guard challenge.account == "123456789012" else { throw IdentityRefusal("You are in another account.") }
        proofs.record(challenge.server)
        return Secret("IAM proof-for-\(challenge.server)")
    }
}

extension StubProver {
    func token(to server: Origin, for challenge: KMSChallenge) async throws(IdentityRefusal) -> Secret {
        if let refusal { throw refusal }
        proofs.record("\(server.authority) \(challenge.keyID) \(challenge.context)")
        return Secret("dG9rZW4+/w==")
    }
}

/// Says the same to every question.
struct StubAsker: PermissionAsker {
    let answer: PermissionAnswer
    let questions: Recorder<String>

    func ask(_ server: Origin, account: String) async -> PermissionAnswer {
        questions.record("\(server) \(account)")
        return answer
    }
}

struct Missing: Error {}

extension Optional {
    func orFail() throws -> Wrapped {
        guard let self else { throw Missing() }
        return self
    }
}

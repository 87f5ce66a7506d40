import HTTP1
import HTTP1TestSupport
import NIOCore
import NIOPosix
import TLS
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct TLSHandlerTests {
    /// Sends a request to `https://<host>:<port>` through a SOCKS server that leads there.
    private func ask(_ server: TLSServer, host: String, body: Int = 0, authorities: String?) async throws -> String {
        let group = MultiThreadedEventLoopGroup.singleton
        let socks = try await StandInServer.socks(group, to: server.port) { _ in }
        let dialer = Dialer(
            eventLoop: group.next(), socksServer: HostPort("127.0.0.1:\(socks.port)"),
            authorities: TLSContext(authorities: authorities), timeout: .seconds(10))
        let result: Result<String, NetworkError>
        do throws(NetworkError) {
            let connection = try await dialer.connect(
                // This machine is reached without the SOCKS server.
                to: Origin(.https, try HostPort("\(host):\(host == "127.0.0.1" ? server.port : 443)").orFailure()),
                reach: .local)
            await connection.send("POST /x HTTP/1.1\r\nHost: \(host)\r\nContent-Length: \(body)\r\n\r\n")
            await connection.send(String(repeating: "x", count: body))
            let answer = try? await connection.response()
            connection.close()
            result = .success(answer?.body ?? "nothing")
        } catch {
            result = .failure(error)
        }
        await socks.stop()
        return try result.get()
    }

    @Test(arguments: [TLSServer.Kind.good, .tls12])
    func `a server with a certificate for its name is spoken to`(_ kind: TLSServer.Kind) async throws {
        try await TLSServer.run(kind) { server in
            for (host, body) in [("tools.example", 0), ("127.0.0.1", 0), ("tools.example", 3_000_000)] {
                let answer = try await ask(server, host: host, body: body, authorities: server.authorities)
                #expect(answer == "POST /x \(host) \(body)")
            }
        }
    }

    @Test(arguments: [TLSServer.Kind.name, .expired, .authority])
    func `a certificate that doesn't show who the server is ends the connection`(_ kind: TLSServer.Kind) async throws {
        try await TLSServer.run(kind) { server in
            await #expect(throws: NetworkError.certificate) {
                _ = try await ask(server, host: "tools.example", authorities: server.authorities)
            }
        }
    }

    @Test func `an authority that this machine doesn't know isn't trusted`() async throws {
        try await TLSServer.run(.good) { server in
            await #expect(throws: NetworkError.certificate) {
                _ = try await ask(server, host: "tools.example", authorities: nil)
            }
        }
    }

    @Test func `a server that speaks no TLS is told`() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let plain = try await StandInServer(group) { connection in
            _ = await connection.read()
            await connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        await #expect(throws: NetworkError.closed) {
            _ = try await ask(TLSServer(port: plain.port, authorities: ""), host: "tools.example", authorities: nil)
        }
        await plain.stop()
    }
}

extension Optional {
    fileprivate func orFailure() throws(NetworkError) -> Wrapped {
        guard let self else { throw .unreachable }
        return self
    }
}

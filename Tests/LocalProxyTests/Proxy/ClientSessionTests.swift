import HTTP1
import HTTP1TestSupport
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct ClientSessionTests {
    @Test func `a client that begins a request and doesn't go on is given up`() async throws {
        var setup = ProxySetup()
        setup.configure = { $0.headTimeout = .milliseconds(100) }
        try await withProxy(setup) { _ in
        } _: { proxy in
            let client = try await proxy.client()
            await client.send("GET http://")
            #expect(await client.rest().isEmpty)
        }
    }

    @Test func `a client that asks for nothing more is given up`() async throws {
        var setup = ProxySetup()
        setup.configure = { $0.keepAliveTimeout = .milliseconds(100) }
        try await withProxy(setup) { connection in
            _ = await connection.request()
            await connection.send("HTTP/1.1 204 No Content\r\n\r\n")
        } _: { proxy in
            let client = try await proxy.client()
            await client.send("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
            #expect(try await client.response()?.head.status == 204)
            #expect(await client.rest().isEmpty)
        }
    }

    @Test func `a server's connection serves the next request, and a new one does when it has gone`() async throws {
        let connections = Recorder<Int>()
        try await withProxy { connection in
            connections.record(1)
            for _ in 0..<2 {
                guard await connection.request() != nil else { return }
                await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        } _: { proxy in
            let client = try await proxy.client()
            for count in 1...6 {
                await client.send("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
                #expect(try await client.response()?.body == "ok")
                #expect(connections.count == (count + 1) / 2)
            }
            client.close()
        }
    }

    @Test func `a tunnel is no way to this machine unless that was allowed`() async throws {
        let setup = ProxySetup(isServerAllowed: false)
        try await withProxy(setup) { _ in
        } _: { proxy in
            let answer = try await proxy.exchange("CONNECT \(proxy.host) HTTP/1.1\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 ") || answer.hasPrefix("HTTP/1.1 403 "))
        }
    }
}

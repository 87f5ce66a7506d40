import Curl
import Glibc
import HTTPTypes
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlTransportProxyTests {
    /// httpoxy: in a CGI program a request's `Proxy` field becomes `HTTP_PROXY`. An exit test has its own environment.
    @Test func `the environment's proxies are not used`() async {
        await #expect(processExitsWith: .success) {
            let proxy = "http://127.0.0.1:\(TestServer.unusedPort())"
            for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                unsafe setenv(name, proxy, 1)
            }
            try await TestServer.run { connection in
                while connection.read() != nil { connection.answer("direct") }
            } _: { server async throws in
                let transport = try CurlTransport(.init(proxyExceptions: []))
                let response = try await transport.send(.make(server.authority, body: "x"))
                try #require(response.text == "direct")
            }
        }
    }

    @Test func `the configured proxy is used, with the path and query as they are`() async throws {
        try await TestServer.run { connection in
            while let request = connection.read() {
                connection.answer("\(request.requestLine) \(request.values("host").joined())")
            }
        } _: { proxy async throws in
            let transport = try CurlTransport(.init(proxy: "http://\(proxy.authority)", proxyExceptions: []))
            let response = try await transport.send(.make("sts.example:8080", "/a/../b?c=%2F", body: "x"))
            #expect(response.text == "POST http://sts.example:8080/a/../b?c=%2F HTTP/1.1 sts.example:8080")
        }
    }

    @Test func `this machine and link-local addresses are reached without the proxy`() async throws {
        let transport = try CurlTransport(.init(proxy: "http://127.0.0.1:\(TestServer.unusedPort())"))
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("direct") }
        } _: { server async throws in
            #expect(try await transport.send(.make(server.authority, body: "x")).text == "direct")
            #expect(try await transport.send(.make("localhost:\(server.port)", body: "x")).text == "direct")
        }
    }

    @Test func `a request for which the proxy refuses a tunnel is not sent`() async throws {
        let lines = Mutex<[String]>([])
        try await TestServer.run { connection in
            guard let request = connection.read() else { return }
            lines.withLock { $0 += [request.requestLine] + request.lines.filter { $0.hasPrefix("User-Agent:") } }
            connection.answer("no", status: "403 Forbidden")
        } _: { proxy async throws in
            let transport = try CurlTransport(
                .init(proxy: "http://user:hidden@\(proxy.authority)", proxyExceptions: []))
            do throws(TransportError) {
                _ = try await transport.send(.make(scheme: "https", "sts.example", body: "x"))
                Issue.record("answered")
            } catch {
                guard case .notSent(let text) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(!text.contains("hidden"))
            }
            #expect(lines.withLock { $0 } == ["CONNECT sts.example:443 HTTP/1.1", "User-Agent: latchkey"])
        }
    }
}

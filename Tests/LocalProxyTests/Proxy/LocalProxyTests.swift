import HTTP1
import HTTP1TestSupport
import NIOCore
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct LocalProxyTests {
    /// Answers every request with what it was.
    private static let echo: @Sendable (Connection) async -> Void = { connection in
        while let (head, body) = await connection.request() {
            let lines = ["\(head.method) \(head.target)"] + head.fields.all.map { "\($0.name): \($0.value)" } + [body]
            let text = lines.joined(separator: "\n")
            let shown = head.method == "HEAD" ? "" : text
            await connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\nKeep-Alive: 5\r\n\r\n\(shown)")
        }
    }

    @Test func `a request reaches its server without the fields of the connection`() async throws {
        try await withProxy(serve: Self.echo) { proxy in
            let answer = try await proxy.exchange(
                "POST \(proxy.url)/a/b?c=d HTTP/1.1\r\nHost: \(proxy.host)\r\nProxy-Authorization: x\r\nX-Hop: 1\r\nX-End: 2\r\n"
                    + "Connection: close, X-Hop\r\nContent-Length: 5\r\n\r\nhello")
            let lines = answer.replacing("\r\n", with: "\n").split(separator: "\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("\r\nVia: 1.1 latchkey\r\n") && answer.contains("\r\nConnection: close\r\n"))
            #expect(!answer.contains("Keep-Alive"))
            #expect(
                Array(lines.suffix(6)) == [
                    "POST /a/b?c=d", "Host: \(proxy.host)", "X-End: 2", "Content-Length: 5", "Via: 1.1 latchkey",
                    "hello",
                ])
        }
    }

    @Test func `requests on one connection are answered in their order, also when they come at once`() async throws {
        try await withProxy(serve: Self.echo) { proxy in
            let client = try await proxy.client()
            let one = { (path: String) in "GET \(proxy.url)/\(path) HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n" }
            await client.send(one("1") + one("2") + one("3"))
            for path in ["1", "2", "3"] {
                #expect(try await client.response().orFail().body.hasPrefix("GET /\(path)\n"))
            }
            await client.send("HEAD \(proxy.url)/4 HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
            let head = try await client.response(to: "HEAD").orFail()
            #expect(head.head.fields.contains("Content-Length") && head.body.isEmpty)
            await client.send(
                "PUT \(proxy.url)/5 HTTP/1.1\r\nHost: \(proxy.host)\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            )
            #expect(try await client.response().orFail().body.hasSuffix("Transfer-Encoding: chunked\nabc"))
            client.close()
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n", 421), ("GET / HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n", 421),
        ("OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n", 421), ("POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 421),
        ("GET //{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 421),
        ("GET ftp://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        ("GET {host} HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        ("GET http://user@{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        ("GET http://{host}/#x HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        ("GET http:///x HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        ("GET http://{host}@evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        ("GET http://{host}\\@evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/1.1\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/1.1\r\nHost: {host}, {host}\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        ("TRACE http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 405),
        ("GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\nVia: 1.0 other, 1.1 latchkey\r\n\r\n", 508),
        ("GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 403),
        ("GET http://localhost:1/ HTTP/1.1\r\nHost: localhost:1\r\n\r\n", 403),
        ("GET http://[::1]:1/ HTTP/1.1\r\nHost: [::1]:1\r\n\r\n", 403),
        ("GET http://169.254.169.254/latest/ HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n", 403),
        ("GET http://[fd00:ec2::254]/latest/ HTTP/1.1\r\nHost: [fd00:ec2::254]\r\n\r\n", 403),
        ("GET http://[::ffff:169.254.169.254]/ HTTP/1.1\r\nHost: [::ffff:169.254.169.254]\r\n\r\n", 403),
        ("GET http://0.0.0.0/ HTTP/1.1\r\nHost: 0.0.0.0\r\n\r\n", 403),
        ("GET http://2852039166/ HTTP/1.1\r\nHost: 2852039166\r\n\r\n", 400),
        ("CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: 169.254.169.254:80\r\n\r\n", 403),
        ("CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n", 403),
        ("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\n\r\nabc", 400),
        ("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("CONNECT {host} HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
        ("CONNECT http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400), ("CONNECT 127.0.0.1 HTTP/1.1\r\n\r\n", 400),
        (
            "POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        ),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3, 3\r\n\r\nabc", 400),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nX: a\r\n b\r\n\r\n", 400),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\nX: a\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/1.1\nHost: {host}\n\n", 400),
        ("GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\nGET /", 400), ("GET http://{host}/\r\n\r\n", 400),
        ("GET http://{host}/ HTTP/2.0\r\nHost: {host}\r\n\r\n", 505), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("\u{16}\u{3}\u{1}\r\n\r\n", 400), ("GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\nA\u{0}: b\r\n\r\n", 400),
        (
            "POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
            400
        ),
        ("POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", 400),
        (
            "POST http://{host}/ HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
            400
        ),
    ])
    func `a request that could mean two things or isn't for a proxy is refused`(_ text: String, _ status: Int)
        async throws
    {
        try await withProxy(serve: Self.echo) { proxy in
            let answer = try await proxy.exchange(text.replacing("{host}", with: proxy.host))
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(!answer.lowercased().contains("access-control"))
            // One answer: what follows isn't taken for a second request.
            #expect(answer.components(of: "HTTP/1.1 ") == 1)
        }
    }

    @Test func `a head that is too large is refused before it has come whole`() async throws {
        try await withProxy(serve: Self.echo) { proxy in
            let client = try await proxy.client()
            await client.send("GET \(proxy.url)/ HTTP/1.1\r\nX: \(String(repeating: "x", count: 70_000))")
            #expect(await client.rest().hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
        "SSH-2.0-x\r\n\r\n", "",
        "HTTP/1.1 200 OK\r\nA b: c\r\n\r\n", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
        String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 30),
    ])
    func `a server's response that isn't well-formed becomes a 502`(_ text: String) async throws {
        try await withProxy { connection in
            _ = await connection.request()
            await connection.send(text)
        } _: { proxy in
            let answer = try await proxy.exchange("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
            #expect(
                answer.replacing("HTTP/1.1 100 Continue\r\nVia: 1.1 latchkey\r\n\r\n", with: "").hasPrefix(
                    "HTTP/1.1 502 "))
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
    ])
    func `a body that breaks off isn't made to look whole`(_ text: String) async throws {
        try await withProxy { connection in
            _ = await connection.request()
            await connection.send(text)
        } _: { proxy in
            let answer = try await proxy.exchange("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("abc"))
            #expect(!answer.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `a body that ends with the connection comes in chunks, and the client's connection stays`() async throws
    {
        try await withProxy { connection in
            _ = await connection.request()
            await connection.send("HTTP/1.0 200 OK\r\n\r\nto the end")
        } _: { proxy in
            let client = try await proxy.client()
            for _ in 0..<2 {
                await client.send("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
                let answer = try await client.response().orFail()
                #expect(answer.body == "to the end")
                #expect(answer.head.fields.tokens("Transfer-Encoding") == ["chunked"])
            }
            client.close()
        }
    }

    @Test func `a client of HTTP 1 dot 0 gets no chunks, and its connection ends`() async throws {
        try await withProxy { connection in
            _ = await connection.request()
            await connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
        } _: { proxy in
            let answer = try await proxy.exchange("GET \(proxy.url)/ HTTP/1.0\r\n\r\n")
            #expect(answer.hasSuffix("Connection: close\r\n\r\nabc"))
        }
    }

    @Test func `trailers pass both ways`() async throws {
        try await withProxy { connection in
            guard let head = try? await MessageReader(connection).request(begun: {}),
                let framing = try? BodyFraming(of: head)
            else { return }
            var body = BodyReader(connection, framing)
            while (try? await body.next()) != nil {}
            let sum = body.trailers.single("X-Sum") ?? "none"
            await connection.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Seen: \(sum)\r\nContent-Length: 9\r\n\r\n"
            )
        } _: { proxy in
            let answer = try await proxy.exchange(
                "POST \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1\r\na\r\n0\r\nX-Sum: 42\r\n\r\n")
            #expect(answer.hasSuffix("1\r\na\r\n0\r\nX-Seen: 42\r\n\r\n"))
        }
    }

    @Test func `a client that waits for 100 gets it, and its body arrives`() async throws {
        try await withProxy { connection in
            guard let head = try? await MessageReader(connection).request(begun: {}), head.fields.contains("Expect")
            else { return }
            await connection.send("HTTP/1.1 100 Continue\r\n\r\n")
            var body = BodyReader(connection, .length(3))
            let bytes = (try? await body.next()).flatMap { $0 }.map { String(buffer: $0) } ?? ""
            await connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(bytes.utf8.count)\r\n\r\n\(bytes)")
        } _: { proxy in
            let client = try await proxy.client()
            await client.send(
                "PUT \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
            )
            #expect(try await MessageReader(client).response()?.status == 100)
            await client.send("abc")
            #expect(try await client.response().orFail().body == "abc")
        }
    }

    @Test func `an early answer reaches a client that is still sending`() async throws {
        try await withProxy { connection in
            _ = try? await MessageReader(connection).request(begun: {})
            await connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig")
        } _: { proxy in
            let client = try await proxy.client()
            await client.send("PUT \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\nContent-Length: 3000000\r\n\r\n")
            for _ in 0..<3 { await client.send(String(repeating: "x", count: 1_000_000)) }
            #expect(try await client.response().orFail().head.status == 413)
        }
    }

    @Test func `a web socket goes through, and other upgrades are taken out`() async throws {
        try await withProxy { connection in
            guard let (head, _) = await connection.request() else { return }
            guard head.fields.single("Upgrade") == "websocket", head.fields.tokens("Connection") == ["upgrade"] else {
                return await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            }
            await connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello ")
            await connection.send(await connection.rest())
        } _: { proxy in
            let upgrade = { (name: String) in
                "GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\nConnection: Upgrade\r\nUpgrade: \(name)\r\n\r\n"
            }
            let client = try await proxy.client()
            await client.send(upgrade("websocket") + "fra")
            #expect(try await MessageReader(client).response()?.status == 101)
            await client.send("mes")
            await client.finishWriting()
            #expect(await client.rest() == "hello frames")
            let other = try await proxy.client()
            await other.send(upgrade("h2c"))
            #expect(try await other.response()?.head.status == 200)
        }
    }

    @Test func `a tunnel carries bytes both ways, and lets one end finish before the other`() async throws {
        try await withProxy { connection in
            await connection.send("ready ")
            let received = await connection.rest()
            await connection.send(String(received.reversed()))
        } _: { proxy in
            let client = try await proxy.client()
            await client.send("CONNECT \(proxy.host) HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\nabc")
            #expect(await client.text(until: "ready ") == "HTTP/1.1 200 Connection established\r\n\r\nready ")
            await client.send("def")
            await client.finishWriting()
            #expect(await client.rest() == "fedcba")
        }
    }

    @Test func `names go to the SOCKS server as they are, and its addresses aren't those of the link`() async throws {
        try await withProxy(ProxySetup(hasSOCKS: true), serve: Self.echo) { proxy in
            let ask = { (host: String) in "GET http://\(host)/ HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n" }
            for (host, part) in [
                ("Tools.internal", "\nHost: tools.internal\n"), ("10.1.2.3:81", "\nHost: 10.1.2.3:81\n"),
                ("169.254.169.254", "HTTP/1.1 403 "), ("localhost", "HTTP/1.1 403 "),
            ] {
                let answer = try await proxy.exchange(ask(host))
                #expect(answer.contains(part))
            }
            #expect(proxy.names.values == ["tools.internal", "[10, 1, 2, 3]"])
        }
    }

    @Test func `a server that nobody serves is a 502, and a silent one a 504`() async throws {
        var setup = ProxySetup()
        setup.configure = { $0.responseTimeout = .milliseconds(200) }
        try await withProxy(setup) { connection in
            _ = await connection.rest()
        } _: { proxy in
            let answer = try await proxy.exchange("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 504 "))
        }
    }

    @Test func `a client that leaves takes its request with it`() async throws {
        let gone = Recorder<Bool>()
        try await withProxy { connection in
            _ = await connection.request()
            gone.record(await connection.read() == nil)
        } _: { proxy in
            let client = try await proxy.client()
            await client.send("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
            try await Task.sleep(for: .milliseconds(50))
            client.close()
            await until { gone.count == 1 }
        }
    }

    @Test func `one client too many is told so`() async throws {
        var setup = ProxySetup()
        setup.configure = { $0.maximumConnections = 1 }
        let (asked, hasAsked) = AsyncStream.makeStream(of: Void.self)
        try await withProxy(setup) { server in
            _ = await server.read()
            hasAsked.yield()
            _ = await server.rest()
        } _: { proxy in
            let first = try await proxy.client()
            await first.send("GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\n\r\n")
            for await _ in asked { break }
            let second = try await proxy.client()
            #expect(await second.rest().hasPrefix("HTTP/1.1 503 "))
            first.close()
        }
    }

    @Test(arguments: ["", "GET http://tools.example/ HTTP/1.1\r\nHost:"])
    func `a client that asks for nothing gives its place to one that does`(_ beginning: String) async throws {
        var setup = ProxySetup()
        setup.configure = { $0.maximumConnections = 2 }
        try await withProxy(setup, serve: Self.echo) { proxy in
            var idle: [Connection] = []
            for _ in 0..<5 {
                let client = try await proxy.client()
                if !beginning.isEmpty { await client.send(beginning) }
                idle.append(client)
            }
            // They wait a moment after they are connected.
            var answer = ""
            for _ in 0..<200 where !answer.hasPrefix("HTTP/1.1 200 ") {
                answer = try await proxy.exchange(
                    "GET \(proxy.url)/ HTTP/1.1\r\nHost: \(proxy.host)\r\nConnection: close\r\n\r\n")
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(await idle[0].rest() == "")
            idle.forEach { $0.close() }
        }
    }
}

extension String {
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}

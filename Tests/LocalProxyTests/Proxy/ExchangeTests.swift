import HTTP1
import HTTP1TestSupport
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct ExchangeTests {
    /// A server that lets in whoever has its session, which a proof opens.
    private final class Site: Sendable {
        let name = Mutex("")
        /// The method, path and body of each request.
        let requests = Recorder<String>()
        /// The cookies and authorizations that came with them.
        let credentials = Recorder<String>()
        let session = Mutex("__Host-latchkey-iam=s1; Path=/; Secure; HttpOnly")
        let account: String
        /// What the challenge calls the server; nil for its own name.
        let claimed: String?

        /// Whether each answer has a new session, in place of the one before.
        let renews: Bool

        init(account: String = "123456789012", claimed: String? = nil, renews: Bool = true) {
            self.renews = renews
            self.account = account
            self.claimed = claimed
        }

        func serve(_ connection: Connection) async {
            while let (head, body) = await connection.request() {
                requests.record("\(head.method) \(head.target) \(body.count > 20 ? "\(body.utf8.count) bytes" : body)")
                let host = head.fields.single("Host") ?? ""
                let cookie = head.fields.single("Cookie") ?? ""
                credentials.record("\(cookie)|\(head.fields.single("Authorization") ?? "")")
                let value = session.withLock { $0.split(separator: ";").first.map(String.init) ?? "" }
                if head.target == "/auth/challenge" {
                    let json =
                        #"{"account":"\#(account)","server":"\#(claimed ?? host)","regions":["us-east-1"],"proofs":["signed"]}"#
                    await connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)")
                } else if head.target == "/auth/session" {
                    let isProved =
                        head.method == "POST" && head.fields.single("Authorization") == "IAM proof-for-\(host)"
                    let cookie = session.withLock { isProved ? "Set-Cookie: \($0)\r\n" : "" }
                    await connection.send("HTTP/1.1 \(isProved ? 200 : 401) X\r\n\(cookie)Content-Length: 2\r\n\r\n{}")
                } else if cookie.contains(value) {
                    await connection.send(
                        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: \(value)x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    )
                    if renews { session.withLock { $0 = "\(value)x; Path=/" } }
                } else {
                    let challenge =
                        #"IAM realm="\#(account)", server="\#(claimed ?? host)", regions="us-east-1", proofs="signed""#
                    await connection.send(
                        "HTTP/1.1 401 No\r\nWWW-Authenticate: \(challenge)\r\nContent-Length: 4\r\n\r\nno\r\n")
                }
            }
        }
    }

    private func get(_ proxy: ProxyFixture, _ fields: String = "", path: String = "/page") -> String {
        "GET \(proxy.url)\(path) HTTP/1.1\r\nHost: \(proxy.host)\r\nConnection: close\r\n\(fields)\r\n"
    }

    @Test func `a challenge is answered by one proof, and the session serves every later request`() async throws {
        let site = Site()
        try await withProxy(serve: site.serve) { proxy in
            for _ in 0..<3 {
                let answer = try await proxy.exchange(get(proxy))
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                // The session is the proxy's; other cookies are the client's.
                #expect(answer.contains("Set-Cookie: a=1") && !answer.contains("latchkey-iam"))
            }
            #expect(proxy.proofs.values == [proxy.host])
            #expect(
                site.requests.values == ["GET /page ", "POST /auth/session ", "GET /page ", "GET /page ", "GET /page "])
            #expect(site.credentials.values.suffix(1) == ["__Host-latchkey-iam=s1xx|"])
        }
    }

    @Test func `a body is sent again with the request, whatever its framing`() async throws {
        for (fields, body) in [
            ("Content-Length: 5", "hello"), ("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"),
        ] {
            let site = Site()
            try await withProxy(serve: site.serve) { proxy in
                let answer = try await proxy.exchange(
                    "PUT \(proxy.url)/x HTTP/1.1\r\nHost: \(proxy.host)\r\nConnection: close\r\n\(fields)\r\n\r\n\(body)"
                )
                #expect(answer.hasSuffix("\r\n\r\nhello"))
                #expect(site.requests.values.last == "PUT /x hello")
                #expect(site.requests.values.count { $0 == "PUT /x hello" } <= 2)
            }
        }
    }

    @Test func `a large body goes out once, after the proof`() async throws {
        let site = Site()
        try await withProxy(serve: site.serve) { proxy in
            let client = try await proxy.client()
            await client.send("PUT \(proxy.url)/x HTTP/1.1\r\nHost: \(proxy.host)\r\nContent-Length: 3000000\r\n\r\n")
            async let sent: Void = client.send(String(repeating: "x", count: 3_000_000))
            #expect(try await client.response().orFail().body.utf8.count == 3_000_000)
            await sent
            #expect(
                site.requests.values == ["GET /auth/challenge ", "POST /auth/session ", "PUT /x 3000000 bytes"])
        }
    }

    @Test func `a large body whose session has ended is refused with the reason, and works when sent again`()
        async throws
    {
        let site = Site()
        try await withProxy(serve: site.serve) { proxy in
            _ = try await proxy.exchange(get(proxy))
            site.session.withLock { $0 = "__Host-latchkey-iam=other; Path=/" }
            let put = "PUT \(proxy.url)/x HTTP/1.1\r\nHost: \(proxy.host)\r\nContent-Length: 2000000\r\n\r\n"
            for status in [401, 200] {
                let client = try await proxy.client()
                await client.send(put)
                async let sent: Void = client.send(String(repeating: "x", count: 2_000_000))
                let answer = try await client.response().orFail()
                await sent
                #expect(answer.head.status == status)
                #expect(
                    (answer.head.fields.single("Proxy-Status") ?? "").contains("repeat the request") == (status == 401))
                client.close()
            }
        }
    }

    @Test func `a client that waits for 100 has its body asked for when the request is repeated`() async throws {
        let seen = Recorder<String>()
        try await withProxy { connection in
            guard let head = try? await MessageReader(connection).request(begun: {}) else { return }
            let host = head.fields.single("Host") ?? ""
            seen.record("\(head.target) \(head.fields.single("Expect") ?? "-")")
            if head.target == "/auth/session" {
                return await connection.send(
                    "HTTP/1.1 200 OK\r\nSet-Cookie: __Host-latchkey-iam=s\r\nContent-Length: 0\r\n\r\n")
            }
            guard head.fields.contains("Cookie") else {
                return await connection.send(
                    "HTTP/1.1 401 No\r\nWWW-Authenticate: IAM realm=\"123456789012\", server=\"\(host)\"\r\n"
                        + "Content-Length: 0\r\nConnection: close\r\n\r\n")
            }
            var body = BodyReader(connection, .length(3))
            let bytes = (try? await body.next()).flatMap { $0 }.map { String(buffer: $0) } ?? ""
            await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\(bytes)")
        } _: { proxy in
            let client = try await proxy.client()
            await client.send(
                "PUT \(proxy.url)/x HTTP/1.1\r\nHost: \(proxy.host)\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
            )
            #expect(try await MessageReader(client).response()?.status == 100)
            await client.send("abc")
            #expect(try await client.response().orFail().body == "abc")
            #expect(seen.values == ["/x 100-continue", "/auth/session -", "/x -"])
        }
    }

    @Test(arguments: [
        ("Sec-Fetch-Site: cross-site\r\n", "another site"), ("Origin: http://evil.example\r\n", "another site"),
        ("Origin: null\r\n", "another site"), ("Referer: http://evil.example/\r\n", "another site"),
    ])
    func `a page of another site gets neither a proof nor the session`(_ fields: String, _ reason: String) async throws
    {
        let site = Site()
        try await withProxy(serve: site.serve) { proxy in
            let first = try await proxy.exchange(get(proxy, fields))
            #expect(first.hasPrefix("HTTP/1.1 401 No\r\n") && first.contains(reason))
            #expect(proxy.proofs.count == 0)
            // Nor when there is one already.
            _ = try await proxy.exchange(get(proxy))
            let second = try await proxy.exchange(get(proxy, fields))
            #expect(second.hasPrefix("HTTP/1.1 401 "))
            #expect(site.credentials.values.last == "|")
        }
    }

    @Test func `a link from another site takes the session along, but no proof`() async throws {
        let site = Site()
        let link = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
        try await withProxy(serve: site.serve) { proxy in
            for (fields, status) in [(link, 401), ("", 200), (link, 200)] {
                let answer = try await proxy.exchange(get(proxy, fields))
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            }
        }
    }

    @Test func `a challenge for another server gets no proof`() async throws {
        for claimed in ["tools.example", "127.0.0.1", "evil.example"] {
            let site = Site(claimed: claimed)
            try await withProxy(serve: site.serve) { proxy in
                let answer = try await proxy.exchange(get(proxy))
                #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("for another server"))
                #expect(proxy.proofs.count == 0 && site.requests.count == 1)
            }
        }
    }

    @Test func `a challenge for another account gets no proof, and is passed on with the reason`() async throws {
        let site = Site(account: "210987654321")
        try await withProxy(serve: site.serve) { proxy in
            let answer = try await proxy.exchange(get(proxy))
            #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("another account"))
            #expect(proxy.proofs.count == 0 && site.requests.count == 1)
        }
    }

    @Test func `a server that nobody allowed gets no proof, and its challenge is passed on`() async throws {
        let site = Site()
        try await withProxy(ProxySetup(isServerAllowed: false, hasSOCKS: true), serve: site.serve) { proxy in
            let answer = try await proxy.exchange(
                "GET http://tools.example/ HTTP/1.1\r\nHost: tools.example\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 401 No\r\n"))
            #expect(answer.contains("--allow https://tools.example"))
            #expect(answer.hasSuffix("\r\n\r\nno\r\n"))
            #expect(proxy.proofs.count == 0 && site.requests.count == 1)
        }
    }

    @Test func `credentials that can't be used are told as the reason`() async throws {
        let site = Site()
        try await withProxy(
            ProxySetup(refusal: IdentityRefusal("Your session has expired: run aws sso login.")), serve: site.serve
        ) {
            proxy in
            let answer = try await proxy.exchange(get(proxy))
            #expect(
                answer.contains("Proxy-Status: latchkey; details=\"Your session has expired: run aws sso login.\"\r\n"))
        }
    }

    @Test func `a server that challenges whatever it gets is asked twice and no more`() async throws {
        let requests = Recorder<String>()
        try await withProxy { connection in
            while let (head, _) = await connection.request() {
                requests.record(head.target)
                let host = head.fields.single("Host") ?? ""
                let cookie = head.target == "/auth/session" ? "Set-Cookie: __Host-latchkey-iam=s\r\n" : ""
                let status = head.target == "/auth/session" ? 200 : 401
                await connection.send(
                    "HTTP/1.1 \(status) X\r\n\(cookie)WWW-Authenticate: IAM realm=\"123456789012\", server=\"\(host)\"\r\n"
                        + "Content-Length: 0\r\n\r\n")
            }
        } _: { proxy in
            let answer = try await proxy.exchange(get(proxy))
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(requests.values == ["/page", "/auth/session", "/page"])
        }
    }

    @Test(arguments: [
        "Basic realm=\"123456789012\"", "Negotiate", "IAM realm=\"12\", server=\"x\"", "IAM realm=\"123456789012\"",
    ])
    func `a 401 that isn't ours passes untouched`(_ challenge: String) async throws {
        let requests = Recorder<String>()
        try await withProxy { connection in
            while let (head, _) = await connection.request() {
                requests.record(head.target)
                await connection.send(
                    "HTTP/1.1 401 No\r\nWWW-Authenticate: \(challenge)\r\nContent-Length: 2\r\n\r\nno")
            }
        } _: { proxy in
            let answer = try await proxy.exchange(get(proxy))
            #expect(answer.contains("\r\nWWW-Authenticate: \(challenge)\r\n") && !answer.contains("Proxy-Status"))
            #expect(answer.hasSuffix("\r\n\r\nno"))
            #expect(requests.count == 1)
        }
    }

    @Test func `many requests at once make one proof`() async throws {
        let site = Site(renews: false)
        try await withProxy(serve: site.serve) { proxy in
            let request = get(proxy)
            let statuses = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { try await proxy.exchange(request).hasPrefix("HTTP/1.1 200 ") } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(proxy.proofs.count == 1)
            #expect(statuses == 20)
        }
    }

    @Test func `a request for http goes over TLS to a server that was allowed so`() async throws {
        try await TLSServer.run(.good) { server in
            var setup = ProxySetup(allowed: ["https://127.0.0.1:\(server.port)"])
            setup.configure = { $0.authorities = server.authorities }
            try await withProxy(setup) { _ in
            } _: { proxy in
                let host = "127.0.0.1:\(server.port)"
                let answer = try await proxy.exchange(
                    "GET http://\(host)/x HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                #expect(answer.hasSuffix("GET /x \(host) 0"))
                // Where it is sent to next leads through the proxy too.
                #expect(answer.contains("Location: http://\(host)/next\r\n"))
            }
        }
    }
}

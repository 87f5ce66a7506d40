import HTTP1
import HTTP1TestSupport
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import LocalProxy

/// Signing in at a server that does what iam-auth-proxy's example does.
@Suite(.timeLimit(.minutes(1)))
struct SignInKMSTests {
    private static let key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"

    /// Lets in whoever has its cookie, which a token brings.
    private final class Site: Sendable {
        /// The method, path, cookie and body of each request.
        let requests = Recorder<String>()
        let key: String
        /// What it answers to a token; nil for the cookie.
        let refusal: String?
        /// Whether it takes its own cookie.
        let takesCookie: Bool

        init(key: String = SignInKMSTests.key, refusal: String? = nil, takesCookie: Bool = true) {
            self.key = key
            self.refusal = refusal
            self.takesCookie = takesCookie
        }

        func serve(_ connection: Connection) async {
            while let (head, body) = await connection.request() {
                let cookie = head.fields.single("Cookie") ?? ""
                requests.record("\(head.method) \(head.target) \(cookie) \(body)")
                if head.target.hasPrefix("/auth?") {
                    await connection.send(
                        refusal
                            ?? "HTTP/1.1 302 X\r\nLocation: /\r\nSet-Cookie: session=s1; HttpOnly; Path=/\r\nContent-Length: 0\r\n\r\n"
                    )
                } else if takesCookie, cookie.contains("session=s1") {
                    await connection.send(
                        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: session=s12; Path=/\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    )
                } else {
                    await connection.send(
                        """
                        HTTP/1.1 401 No\r\nWww-Authenticate: IAM realm="123456789012"\r\nIam-Auth-Kms-Key-Id: \(key)\r
                        Iam-Auth-Kms-Encryption-Context: eyJzYWx0IjoieCJ9\r\nContent-Length: 13\r\n\r\nPlease log in
                        """)
                }
            }
        }
    }

    private func get(_ proxy: ProxyFixture, _ fields: String = "") -> String {
        "GET \(proxy.url)/page?x=1 HTTP/1.1\r\nHost: \(proxy.host)\r\nConnection: close\r\n\(fields)\r\n"
    }

    @Test func `one token opens a session, which serves every later request and isn't the client's`() async throws {
        let site = Site()
        try await withProxy(ProxySetup(keys: [Self.key]), serve: site.serve) { proxy in
            for _ in 0..<3 {
                let answer = try await proxy.exchange(get(proxy, "Cookie: b=2; session=mine\r\n"))
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(answer.contains("Set-Cookie: a=1") && !answer.contains("session="))
            }
            #expect(proxy.proofs.values == ["\(proxy.host) \(Self.key) eyJzYWx0IjoieCJ9"])
            #expect(
                site.requests.values == [
                    "GET /page?x=1 b=2; session=mine ", "GET /auth?return_url=%2F&token=dG9rZW4%2B%2Fw%3D%3D  ",
                    "GET /page?x=1 b=2; session=s1 ", "GET /page?x=1 b=2; session=s12 ",
                    "GET /page?x=1 b=2; session=s12 ",
                ])
        }
    }

    @Test func `a POST is sent again with its body`() async throws {
        let site = Site()
        try await withProxy(ProxySetup(keys: [Self.key]), serve: site.serve) { proxy in
            let answer = try await proxy.exchange(
                "POST \(proxy.url)/form HTTP/1.1\r\nHost: \(proxy.host)\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody"
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nbody"))
            #expect(site.requests.values.last == "POST /form session=s1 body")
        }
    }

    @Test(arguments: [[], [key + "x"], ["*"], ["arn:aws:kms:us-east-1:123456789012:key/*"], [key.uppercased()]])
    func `under a key that isn't allowed nothing is encrypted, and the answer passes`(keys: [String]) async throws {
        let site = Site()
        try await withProxy(ProxySetup(keys: keys), serve: site.serve) { proxy in
            let answer = try await proxy.exchange(get(proxy))
            #expect(answer.hasPrefix("HTTP/1.1 401 No\r\n") && answer.hasSuffix("Please log in"))
            #expect(answer.contains("--allow-kms-key") && answer.contains("Iam-Auth-Kms-Key-Id: \(Self.key)\r\n"))
            #expect(proxy.proofs.count == 0 && site.requests.count == 1)
        }
    }

    @Test func `a server that isn't allowed gets nothing, though its key is`() async throws {
        let site = Site()
        try await withProxy(ProxySetup(isServerAllowed: false, hasSOCKS: true, keys: [Self.key]), serve: site.serve) {
            proxy in
            let answer = try await proxy.exchange(
                "GET http://tools.example/ HTTP/1.1\r\nHost: tools.example\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 401 No\r\n") && answer.contains("--allow https://tools.example"))
            #expect(proxy.proofs.count == 0 && site.requests.count == 1)
        }
    }

    @Test func `without TLS a server gets a token only where that was allowed`() async throws {
        for (server, status) in [("http://tools.example", "200"), ("http://wiki.example", "401")] {
            let site = Site()
            let setup = ProxySetup(
                isServerAllowed: false, hasSOCKS: true, keys: [Self.key], serversWithoutTLS: ["http://tools.example"])
            try await withProxy(setup, serve: site.serve) { proxy in
                let answer = try await proxy.exchange(
                    "GET \(server)/ HTTP/1.1\r\nHost: \(server.dropFirst(7))\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
                #expect(proxy.proofs.count == (status == "200" ? 1 : 0))
            }
        }
    }

    @Test(arguments: ["Origin: https://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n"])
    func `a page of another site gets nobody signed in`(fields: String) async throws {
        let site = Site()
        try await withProxy(ProxySetup(keys: [Self.key]), serve: site.serve) { proxy in
            let answer = try await proxy.exchange(get(proxy, fields))
            #expect(answer.hasPrefix("HTTP/1.1 401 No\r\n"))
            #expect(proxy.proofs.count == 0)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nSet-Cookie: session=s1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 X\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 X\r\nSet-Cookie: session=\r\nContent-Length: 0\r\n\r\n", "x\r\n\r\n",
    ])
    func `a server that opens no session isn't asked again at once`(refusal: String) async throws {
        let site = Site(refusal: refusal)
        try await withProxy(ProxySetup(keys: [Self.key]), serve: site.serve) { proxy in
            for _ in 0..<3 {
                let answer = try await proxy.exchange(get(proxy))
                #expect(answer.hasPrefix("HTTP/1.1 401 No\r\n") && answer.contains("Proxy-Status: latchkey; details="))
            }
            #expect(proxy.proofs.count == 1)
        }
    }

    @Test func `a server that doesn't take its own session makes no loop`() async throws {
        let site = Site(takesCookie: false)
        try await withProxy(ProxySetup(keys: [Self.key]), serve: site.serve) { proxy in
            let answer = try await proxy.exchange(get(proxy))
            #expect(answer.hasPrefix("HTTP/1.1 401 No\r\n"))
            #expect(proxy.proofs.count == 1)
        }
    }

    @Test func `credentials that may not be handed over are told as the reason`() async throws {
        let site = Site()
        let refusal = IdentityRefusal("Your credentials are a session already.")
        try await withProxy(ProxySetup(refusal: refusal, keys: [Self.key]), serve: site.serve) { proxy in
            let answer = try await proxy.exchange(get(proxy))
            #expect(
                answer.hasPrefix("HTTP/1.1 401 No\r\n") && answer.contains("Your credentials are a session already."))
        }
    }
}

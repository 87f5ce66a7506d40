import HTTP1
import HTTP1TestSupport
import Loopback
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LoopbackClientTests {
    /// What is sent, with `HOST` for the server's own address, and the status that answers it.
    private static let refused: [(String, Int)] = [
        // Whose it is.
        ("GET / HTTP/1.1\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: HOST.evil.example\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: HOST, evil.example\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: user@HOST\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: \r\n\r\n", 421),
        ("GET / HTTP/1.0\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: HOST\r\n\r\n", 421),
        ("GET http://HOST/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        // What it asks for.
        ("GET http://HOST/ HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
        ("OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
        ("CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
        ("OPTIONS / HTTP/1.1\r\nHost: HOST\r\nAccess-Control-Request-Private-Network: true\r\n\r\n", 405),
        ("HEAD / HTTP/1.1\r\nHost: HOST\r\n\r\n", 405),
        ("PUT / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n", 405),
        ("TRACE / HTTP/1.1\r\nHost: HOST\r\n\r\n", 405),
        ("get / HTTP/1.1\r\nHost: HOST\r\n\r\n", 405),
        // How it is written.
        ("GET /\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
        ("GET / HTTP/1.1\nHost: HOST\n\n", 400),
        ("GET /\u{0} HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : HOST\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n Host: HOST\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: HOST\r\nX: \u{1}\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: HOST\r\n\r\n", 505),
        ("GET / HTTP/0.9\r\nHost: HOST\r\n\r\n", 505),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n", 400),
        ("GET /\(String(repeating: "x", count: 17_000)) HTTP/1.1\r\nHost: HOST\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: HOST\r\n\(String(repeating: "X: y\r\n", count: 101))\r\n", 431),
        ("GET / HTTP/1.1\r\nX: \(String(repeating: "y", count: 33_000))", 431),
        // Its body.
        ("GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\n\r\nx", 400),
        ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400),
        ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 65537\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 999999999999999999\r\n\r\n", 413),
        (
            "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n"
                + String(repeating: "x", count: 65_537) + "\r\n0\r\n\r\n", 413
        ),
    ]

    @Test(arguments: refused)
    func `a request that isn't for the server is refused`(_ text: String, _ status: Int) async throws {
        let asked = Recorder<String>()
        try await withServer { request in
            asked.record(request.path)
            return LoopbackResponse()
        } _: { server in
            let answer = try await exchange(text.replacing("HOST", with: server.host), with: server)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(!answer.lowercased().contains("access-control"))
        }
        #expect(asked.count == 0)
    }

    @Test func `bytes drawn at random never reach anybody`() async throws {
        var generator = SeededGenerator()
        let asked = Recorder<String>()
        try await withServer { request in
            asked.record(request.path)
            return LoopbackResponse()
        } _: { server in
            for _ in 0..<50 {
                let count = Int.random(in: 1...2_000, using: &generator)
                let scalars = (0..<count).map { _ in Unicode.Scalar(UInt8.random(in: 0...0x7f, using: &generator)) }
                let text = String(String.UnicodeScalarView(scalars)) + "\r\n\r\n"
                let answer = try await exchange(text, with: server)
                #expect(answer.hasPrefix("HTTP/1.1 "), "seed \(generator.seed)")
            }
        }
        #expect(asked.count == 0, "seed \(generator.seed)")
    }

    @Test func `a body is taken in either framing, up to its limit`() async throws {
        try await withServer {
            LoopbackResponse(status: 200, words: "\($0.body.count)")
        } _: { server in
            let head = "POST / HTTP/1.1\r\nHost: \(server.host)\r\n"
            let large = String(repeating: "x", count: 65_536)
            let bodies = [
                "Content-Length: 65536\r\n\r\n\(large)",
                "Transfer-Encoding: chunked\r\n\r\n10000\r\n\(large)\r\n0\r\n\r\n",
            ]
            for body in bodies {
                let answer = try await exchange(head + body, with: server)
                #expect(answer.hasSuffix("\r\n\r\n65536\n"))
            }
        }
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nhel"])
    func `a client that doesn't go on is let go without an answer`(_ text: String) async throws {
        var limits = LoopbackLimits()
        limits.requestTimeout = .milliseconds(100)
        try await withServer(limits: limits) { _ in
            LoopbackResponse()
        } _: { server in
            let answer = try await exchange(text.replacing("HOST", with: server.host), with: server)
            #expect(answer == "")
        }
    }
}

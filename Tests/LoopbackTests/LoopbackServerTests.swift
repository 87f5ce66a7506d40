import HTTP1
import HTTP1TestSupport
import Loopback
import TestSupport
import Testing

/// Runs `body` with a server that answers so; it is stopped at the end.
func withServer(
    limits: LoopbackLimits = LoopbackLimits(),
    answer: @escaping @Sendable (LoopbackRequest) async -> LoopbackResponse,
    _ body: (LoopbackServer) async throws -> Void
) async throws {
    let server = try await LoopbackServer(limits: limits)
    let serving = Task { await server.serve(answer) }
    let result: Result<Void, any Error>
    do { result = .success(try await body(server)) } catch { result = .failure(error) }
    server.stop()
    await serving.value
    try result.get()
}

/// Sends the text on a connection of its own.
///
/// - Returns: all that is answered; empty if nothing is.
func exchange(_ text: String, with server: LoopbackServer) async throws -> String {
    let connection = try await Connection.to(port: Int(server.port))
    defer { connection.close() }
    return try await connection.exchange(text)
}

@Suite(.timeLimit(.minutes(1)))
struct LoopbackServerTests {
    @Test func `a request comes as it was sent, and its answer goes back`() async throws {
        try await withServer { request in
            let words = [
                request.method.rawValue, request.path, request.query ?? "none",
                String(decoding: request.body, as: UTF8.self),
                request.field("x-one") ?? "none", request.field("X-Two") ?? "none", "\(request.hasField("X-Two"))",
            ]
            return LoopbackResponse(status: 201, words: words.joined(separator: " | "))
        } _: { server in
            let answer = try await exchange(
                "POST /a%20b?c=d?e HTTP/1.1\r\nHost: \(server.host)\r\nX-One: 1\r\nX-Two: 2\r\nx-two: 3\r\n"
                    + "Content-Length: 5\r\n\r\nhello", with: server)
            #expect(answer.hasPrefix("HTTP/1.1 201 \r\n"))
            #expect(answer.hasSuffix("\r\n\r\nPOST | /a%20b | c=d?e | hello | 1 | none | true\n"))
            let plain = try await exchange("GET / HTTP/1.1\r\nHost: \(server.host)\r\n\r\n", with: server)
            #expect(plain.hasSuffix("\r\n\r\nGET | / | none |  | none | none | false\n"))
        }
    }

    @Test func `no answer is for another origin, for a frame or for a cache`() async throws {
        try await withServer { _ in
            LoopbackResponse(contentType: "text/html", fields: ["Content-Security-Policy": "default-src 'self'"])
        } _: { server in
            let head = "GET / HTTP/1.1\r\nHost: \(server.host)\r\nOrigin: https://elsewhere.example\r\n\r\n"
            let fields = try await exchange(head, with: server).split(separator: "\r\n").dropFirst()
            #expect(
                fields == [
                    "Cache-Control: no-store", "Connection: close", "Content-Length: 0",
                    "Content-Security-Policy: default-src 'self'", "Content-Type: text/html",
                    "Cross-Origin-Resource-Policy: same-origin", "Referrer-Policy: no-referrer",
                    "X-Content-Type-Options: nosniff",
                ])
        }
    }

    @Test func `it listens on this machine alone, and on a port that is free`() async throws {
        try await withServer { _ in
            LoopbackResponse()
        } _: { server in
            #expect(server.host == "127.0.0.1:\(server.port)" && server.port >= 1_024)
            await #expect(throws: LoopbackError.taken(port: server.port)) {
                _ = try await LoopbackServer(port: server.port)
            }
        }
    }

    @Test func `requests are answered at the same time`() async throws {
        let begun = Recorder<String>()
        try await withServer { request in
            begun.record(request.path)
            await until { begun.count == 2 }
            return LoopbackResponse(status: 200, words: "both")
        } _: { server in
            async let first = exchange("GET /1 HTTP/1.1\r\nHost: \(server.host)\r\n\r\n", with: server)
            async let second = exchange("GET /2 HTTP/1.1\r\nHost: \(server.host)\r\n\r\n", with: server)
            let answers = try await [first, second]
            #expect(answers.allSatisfy { $0.hasSuffix("both\n") })
        }
    }

    @Test func `one client too many is told so`() async throws {
        var limits = LoopbackLimits()
        limits.connections = 1
        try await withServer(limits: limits) { _ in
            LoopbackResponse(status: 200, words: "served")
        } _: { server in
            let first = try await Connection.to(port: Int(server.port))
            // The server knows of the first one when it has read what that sent.
            await first.send("GET / HTTP/1.1\r\n")
            var second = ""
            while !Task.isCancelled, !second.hasPrefix("HTTP/1.1 503 ") {
                second = try await exchange("GET / HTTP/1.1\r\nHost: \(server.host)\r\n\r\n", with: server)
            }
            await first.send("Host: \(server.host)\r\n\r\n")
            #expect(await first.rest().hasSuffix("served\n"))
            first.close()
        }
    }

    @Test func `what has come is answered after a stop, and who only waits is let go`() async throws {
        let server = try await LoopbackServer()
        let begun = Recorder<String>()
        let stopped = Recorder<Bool>()
        let serving = Task {
            await server.serve { request in
                begun.record(request.path)
                await until { stopped.count == 1 }
                return LoopbackResponse(status: 200, words: "the last one")
            }
        }
        let idle = try await Connection.to(port: Int(server.port))
        let client = try await Connection.to(port: Int(server.port))
        await client.send("GET /last HTTP/1.1\r\nHost: \(server.host)\r\n\r\n")
        await until { begun.count == 1 }
        server.stop()
        stopped.record(true)
        #expect(await client.rest().hasSuffix("the last one\n"))
        #expect(await idle.rest() == "")
        client.close()
        await serving.value
        await #expect(throws: (any Error).self) { _ = try await Connection.to(port: Int(server.port)) }
        // The port is free again.
        let again = try await LoopbackServer(port: server.port)
        again.stop()
    }

    @Test func `whoever cancels it breaks everything off`() async throws {
        let server = try await LoopbackServer()
        let begun = Recorder<String>()
        let serving = Task {
            await server.serve { request in
                begun.record(request.path)
                try? await Task.sleep(for: .seconds(600))
                return LoopbackResponse(status: 200, words: "late")
            }
        }
        let client = try await Connection.to(port: Int(server.port))
        await client.send("GET / HTTP/1.1\r\nHost: \(server.host)\r\n\r\n")
        await until { begun.count == 1 }
        serving.cancel()
        await serving.value
        #expect(await client.rest() == "")
    }
}

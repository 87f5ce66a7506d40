import Glibc
import HTTPTypes
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1)))
struct ConnectionManagerAnsweringTests {
    @Test func `a request is answered and its connection closed`() async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            client.send(Bytes.request([("REMOTE_USER", "alice"), ("CONTENT_LENGTH", "2")], body: Array("hi".utf8)))
            let body = "REMOTE_USER=alice\nCONTENT_LENGTH=2\n\nhi"
            #expect(client.receiveResponse() == "Status: 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(client.isClosed())
        }
    }

    @Test func `the response to HEAD has the length of the body and no body`() async throws {
        try await withServer(handler: ClosureHandler { _ in .init(head: .init(status: .ok), body: [1, 2, 3]) }) {
            path in
            let response = try ask(path, [("REQUEST_METHOD", "HEAD")])
            #expect(response == "Status: 200 OK\r\nContent-Length: 3\r\n\r\n")
        }
    }

    @Test func `a response behind replies that nobody reads delays no other`() async throws {
        try await withServer { path in
            let question = Bytes.getValues(["FCGI_MAX_CONNS", "FCGI_MAX_REQS"])
            let probe = try FastCGIClient(path: path)
            probe.send(question)
            let length = 8 + (try #require(probe.receiveRecord())).content.count
            // Asks without reading the replies; how often, until the server gives it up for a full buffer.
            func ask(_ client: FastCGIClient, atMost most: Int) -> Int {
                for count in 0..<most {
                    client.send(question)
                    if !client.hasUnread((count + 1) * length) { return count }
                }
                return most
            }
            let room = ask(try FastCGIClient(path: path), atMost: 10_000)
            #expect(room < 10_000)
            let client = try FastCGIClient(path: path)
            #expect(ask(client, atMost: room) == room)
            client.send(Bytes.request())
            try expectAnswer(path)
            #expect(client.receiveResponse()?.hasPrefix("Status: 200") == true)
        }
    }

    @Test func `a client that doesn't read its 5 MB delays no other and is cut off`() async throws {
        var limits = Limits()
        limits.writeTimeout = .milliseconds(500)
        let handler = ClosureHandler { request in
            let size = request.values(of: "SIZE").first.flatMap { Int($0) } ?? 1
            return Response(head: .init(status: .ok), body: [UInt8](repeating: 0x78, count: size))
        }
        try await withServer(limits, handler: handler) { path in
            let deaf = try (0..<20).map { _ in try FastCGIClient(path: path) }
            for client in deaf { client.send(Bytes.request([("SIZE", "5000000")])) }
            let start = ContinuousClock.now
            for _ in 0..<100 { try expectAnswer(path) }
            // Waiting for each of the deaf would take 10 s.
            #expect(ContinuousClock.now - start < .seconds(5))
            let response = try ask(path, [("SIZE", "5000000")])
            #expect(response.utf8.count > 5_000_000)
            // The deaf ones are cut off.
            try await Task.sleep(for: .seconds(1))
            #expect(deaf[0].receiveResponse() == nil)
        }
    }

    @Test func `a kept connection that doesn't read delays no other`() async throws {
        let handler = ClosureHandler { _ in .init(head: .init(status: .ok), body: [UInt8](repeating: 1, count: 60_000))
        }
        try await withServer(handler: handler) { path in
            let client = try FastCGIClient(path: path)
            for _ in 0..<20 { client.send(Bytes.request(keep: true)) }
            try await Task.sleep(for: .milliseconds(100))
            for _ in 0..<50 { try expectAnswer(path) }
            for _ in 0..<20 { #expect(client.receiveResponse() != nil) }
        }
    }

    @Test func `a request beyond the limit of concurrent ones is told to come again`() async throws {
        var limits = Limits()
        limits.maximumConcurrentRequests = 2
        let handler = ClosureHandler { _ in
            try? await Task.sleep(for: .milliseconds(300))
            return Response(head: .init(status: .ok))
        }
        try await withServer(limits, handler: handler) { path in
            let clients = try (0..<3).map { _ in try FastCGIClient(path: path) }
            for client in clients { client.send(Bytes.request()) }
            let responses = clients.map { $0.receiveResponse() ?? "" }
            let refused = responses.filter { $0.hasPrefix("Status: 503 ") }
            #expect(refused.count == 1 && refused[0].contains("Retry-After: 1\r\n"))
            let response = try ask(path)
            #expect(response.hasPrefix("Status: 200"))
        }
    }

    @Test func `a handler that takes too long is cancelled`() async throws {
        var limits = Limits()
        limits.answerTimeout = .milliseconds(50)
        let handler = ClosureHandler { _ in
            do {
                try await Task.sleep(for: .seconds(30))
                return Response(head: .init(status: .ok))
            } catch {
                return Response(head: .init(status: .gatewayTimeout))
            }
        }
        try await withServer(limits, handler: handler) { path in
            let response = try ask(path)
            #expect(response.hasPrefix("Status: 504"))
        }
    }
}

import Glibc
import HTTPTypes
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1)))
struct ConnectionManagerTests {
    @Test func `one connection carries several requests`() async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            for number in 1...3 {
                client.send(Bytes.request([("N", "\(number)")], keep: true))
                #expect(client.receiveResponse()?.hasSuffix("N=\(number)\n\n") == true)
            }
            client.send(Bytes.request([("N", "4")], keep: true) + Bytes.request([("N", "5")]))
            #expect(client.receiveResponse()?.hasSuffix("N=4\n\n") == true)
            #expect(client.receiveResponse()?.hasSuffix("N=5\n\n") == true)
            #expect(client.isClosed())
        }
    }

    @Test func `idle connections and stalled requests delay no other request`() async throws {
        var limits = Limits()
        limits.readTimeout = .seconds(1)
        try await withServer(limits) { path in
            let idle = try (0..<100).map { _ in try FastCGIClient(path: path) }
            let request = Bytes.request([("A", "b")], body: [1, 2, 3])
            let stalled = try (0..<50).map { number in
                let client = try FastCGIClient(path: path)
                client.send(Array(request.prefix(1 + number % (request.count - 2))))
                return client
            }
            let start = ContinuousClock.now
            for _ in 0..<200 { try expectAnswer(path) }
            #expect(ContinuousClock.now - start < .seconds(2))
            for client in stalled { #expect(client.isClosed()) }
            idle[0].send(request)
            #expect(idle[0].receiveResponse() != nil)
        }
    }

    @Test func `a client that sends a byte at a time is cut off at the deadline`() async throws {
        var limits = Limits()
        limits.readTimeout = .milliseconds(200)
        try await withServer(limits) { path in
            let client = try FastCGIClient(path: path)
            let start = ContinuousClock.now
            for byte in Bytes.request([("A", String(repeating: "b", count: 1_000))]) {
                client.send([byte])
                guard ContinuousClock.now - start < .milliseconds(600) else { break }
                try await Task.sleep(for: .milliseconds(2))
            }
            #expect(client.isClosed())
        }
    }

    @Test func `a server that is told to stop answers the requests under way`() async throws {
        let path = temporarySocketPath()
        let started = Counter()
        let handler = ClosureHandler { _ in
            started.add()
            try? await Task.sleep(for: .milliseconds(200))
            return Response(head: .init(status: .ok), body: [UInt8](repeating: 0x78, count: 1_000_000))
        }
        let running = try await RunningServer(Server(listen: nil, handler: handler), path: path)
        try await withTaskExecutorPreference(ThreadExecutor()) {
            let idle = try FastCGIClient(path: path)
            let client = try FastCGIClient(path: path)
            client.send(Bytes.request(keep: true))
            while started.value == 0 { try await Task.sleep(for: .milliseconds(5)) }
            running.stop()
            #expect(idle.isClosed())
            #expect(client.receiveResponse()?.utf8.count ?? 0 > 1_000_000)
            #expect(client.isClosed())
        }
        await running.ended()
    }

    @Test func `a server that has no time left to stop abandons the requests under way`() async throws {
        var limits = Limits()
        limits.stopTimeout = .milliseconds(100)
        let path = temporarySocketPath()
        let started = Counter()
        let handler = ClosureHandler { _ in
            started.add()
            try? await Task.sleep(for: .seconds(30))
            return Response(head: .init(status: .ok))
        }
        let running = try await RunningServer(Server(listen: nil, limits: limits, handler: handler), path: path)
        try await withTaskExecutorPreference(ThreadExecutor()) {
            let client = try FastCGIClient(path: path)
            client.send(Bytes.request())
            while started.value == 0 { try await Task.sleep(for: .milliseconds(5)) }
            running.stop()
        }
        #expect(await running.ended() == .abandoned)
    }

    @Test func `a connection beyond the limit is served when another one is closed`() async throws {
        var limits = Limits()
        limits.maximumConnections = 2
        limits.idleTimeout = .seconds(4)
        try await withServer(limits) { path in
            var first: FastCGIClient? = try FastCGIClient(path: path)
            let second = try FastCGIClient(path: path)
            for client in [first, second] {
                client?.send(Bytes.request(keep: true))
                #expect(client?.receiveResponse() != nil)
            }
            let third = try FastCGIClient(path: path)
            third.send(Bytes.request())
            #expect(!third.hasUnread(1, within: .milliseconds(300)))
            first = nil
            #expect(third.receiveResponse() != nil)
            // The second one was kept all the time.
            second.send(Bytes.request())
            #expect(second.receiveResponse() != nil)
        }
    }

    @Test func `a connection without a request is closed after the time for it`() async throws {
        var limits = Limits()
        limits.idleTimeout = .milliseconds(200)
        try await withServer(limits) { path in
            let silent = try FastCGIClient(path: path)
            let kept = try FastCGIClient(path: path)
            kept.send(Bytes.request(keep: true))
            #expect(kept.receiveResponse() != nil)
            let start = ContinuousClock.now
            #expect(silent.isClosed() && kept.isClosed())
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }
}

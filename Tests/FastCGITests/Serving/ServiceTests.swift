import Glibc
import HTTPTypes
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    /// Sends one request on a connection of its own.
    private func ask(_ path: String, _ parameters: [(String, String)] = [], body: [UInt8] = []) throws -> String {
        let client = try FastCGIClient(path: path)
        client.send(Bytes.request(parameters, body: body))
        return client.receiveResponse() ?? ""
    }

    /// The server still answers.
    private func expectAnswer(_ path: String) throws {
        let response = try ask(path)
        #expect(response.hasPrefix("Status: 200"))
    }

    @Test func `a request is answered, and the connection closed`() async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            client.send(Bytes.request([("REMOTE_USER", "alice"), ("CONTENT_LENGTH", "2")], body: Array("hi".utf8)))
            let body = "REMOTE_USER=alice\nCONTENT_LENGTH=2\n\nhi"
            #expect(client.receiveResponse() == "Status: 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(client.isClosed())
        }
    }

    @Test(arguments: [1, 3, 1_000]) func `records may come in pieces and with padding`(size: Int) async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            let request = Bytes.request(
                [("A", "b"), ("CONTENT_LENGTH", "100")], body: [UInt8](repeating: 0x78, count: 100), padding: 7,
                chunk: 9)
            for start in stride(from: 0, to: request.count, by: size) {
                client.send(Array(request[start..<min(start + size, request.count)]))
            }
            let response = try #require(client.receiveResponse())
            #expect(response.hasSuffix("A=b\nCONTENT_LENGTH=100\n\n" + String(repeating: "x", count: 100)))
        }
    }

    @Test func `a request may be cut anywhere`() async throws {
        try await withServer { path in
            let request = Bytes.request(
                [("A", "b"), ("CONTENT_LENGTH", "50")], body: [UInt8](repeating: 0x78, count: 50), padding: 3, chunk: 20
            )
            for place in 1..<request.count {
                let client = try FastCGIClient(path: path)
                client.send(Array(request[..<place]))
                try await Task.sleep(for: .milliseconds(2))
                client.send(Array(request[place...]))
                let response = client.receiveResponse() ?? ""
                #expect(
                    response.hasSuffix("A=b\nCONTENT_LENGTH=50\n\n" + String(repeating: "x", count: 50)), "\(place)")
            }
        }
    }

    @Test func `many parameters come in order, duplicates kept`() async throws {
        try await withServer { path in
            var parameters = (0..<500).map { ("NAME_\($0)", String(repeating: "v", count: $0 % 200)) }
            parameters += [("REMOTE_USER", ""), ("REMOTE_USER", "alice")]
            let expected = parameters.map { "\($0)=\($1)\n" }.joined()
            let response = try ask(path, parameters)
            #expect(response.hasSuffix("\r\n\r\n" + expected + "\n"))
        }
    }

    @Test(arguments: [nil, "", "-1", "5"])
    func `the body is whole, whatever CONTENT_LENGTH says of it`(length: String?) async throws {
        try await withServer { path in
            let parameters = length.map { [("CONTENT_LENGTH", $0)] } ?? []
            let response = try ask(path, parameters, body: Array("12345".utf8))
            #expect(response.hasSuffix("\n12345"))
        }
    }

    @Test(arguments: ["x", "1 ", "+5", "0x5", "-2", "4", "6"])
    func `a CONTENT_LENGTH that is wrong is refused`(length: String) async throws {
        let calls = Counter()
        try await withServer(
            handler: ClosureHandler { _ in
                calls.add(); return Response(head: .init(status: .ok))
            }
        ) { path in
            let response = try ask(path, [("CONTENT_LENGTH", length)], body: Array("12345".utf8))
            #expect(response.hasPrefix("Status: 400 Bad Request\r\n"))
        }
        #expect(calls.value == 0)
    }

    @Test func `a body that is announced too large is refused before it comes`() async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            client.send(
                Bytes.begin() + Bytes.record(4, Bytes.pairs([("CONTENT_LENGTH", "65537")])) + Bytes.record(4, []))
            #expect(client.receiveResponse()?.hasPrefix("Status: 413 ") == true)
        }
    }

    @Test(arguments: ["", "99999999999999999999", "1000000"])
    func `a body that is too large is refused while it comes, and the rest is taken`(length: String) async throws {
        try await withServer { path in
            let body = [UInt8](repeating: 0x78, count: 1_000_000)
            let response = try ask(path, [("CONTENT_LENGTH", length)], body: body)
            #expect(response.hasPrefix("Status: 413 "))
        }
    }

    @Test func `the largest body is taken`() async throws {
        try await withServer { path in
            let body = [UInt8](repeating: 0x78, count: 65_536)
            let response = try ask(path, [("CONTENT_LENGTH", "65536")], body: body)
            #expect(response.utf8.count > 65_536)
        }
    }

    @Test func `too many parameters are refused`() async throws {
        try await withServer { path in
            let parameters = (0..<3_000).map { ("NAME_\($0)", String(repeating: "v", count: 100)) }
            let response = try ask(path, parameters)
            #expect(response.hasPrefix("Status: 400 "))
            let head = try ask(path, [("REQUEST_METHOD", "HEAD")] + parameters)
            #expect(head.hasPrefix("Status: 400 ") && head.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `HEAD gets the length without the body`() async throws {
        try await withServer(handler: ClosureHandler { _ in .init(head: .init(status: .ok), body: [1, 2, 3]) }) {
            path in
            let response = try ask(path, [("REQUEST_METHOD", "HEAD")])
            #expect(response == "Status: 200 OK\r\nContent-Length: 3\r\n\r\n")
        }
    }

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

    @Test func `an answer behind replies that nobody reads holds nobody up`() async throws {
        try await withServer { path in
            let question = Bytes.record(9, id: 0, Bytes.pairs([("FCGI_MAX_CONNS", ""), ("FCGI_MAX_REQS", "")]))
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

    @Test func `idle connections and stalled requests hold nobody up`() async throws {
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

    @Test func `a client that drips is cut off at the deadline`() async throws {
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

    @Test func `a client that goes away in the middle harms nothing`() async throws {
        let calls = Counter()
        let handler = ClosureHandler { _ in
            calls.add()
            return Response(head: .init(status: .ok), body: [UInt8](repeating: 0, count: 300_000))
        }
        try await withServer(handler: handler) { path in
            let request = Bytes.request([("CONTENT_LENGTH", "9")], body: Array("123456789".utf8))
            for length in 0..<request.count {
                let client = try FastCGIClient(path: path)
                client.send(Array(request.prefix(length)))
            }
            #expect(calls.value == 0)
            for _ in 0..<20 { try FastCGIClient(path: path).send(request) }
            try expectAnswer(path)
        }
    }

    @Test func `an aborted request is ended without the handler`() async throws {
        let calls = Counter()
        try await withServer(
            handler: ClosureHandler { _ in
                calls.add(); return Response(head: .init(status: .ok))
            }
        ) { path in
            let client = try FastCGIClient(path: path)
            client.send(Bytes.begin() + Bytes.record(4, Bytes.pairs([("A", "b")])) + Bytes.record(2, []))
            #expect(client.receiveRecord()?.type == 3)
            #expect(client.isClosed())
        }
        #expect(calls.value == 0)
    }

    @Test func `another role is refused`() async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            client.send(Bytes.begin(role: 3))
            let record = try #require(client.receiveRecord())
            #expect(record.type == 3 && record.content[4] == 3)
        }
    }

    @Test func `management records are answered`() async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            let names = (0..<50).map { _ in ("FCGI_MPXS_CONNS", "") } + [("FCGI_OTHER", "")]
            client.send(Bytes.record(9, id: 0, Bytes.pairs(names)) + Bytes.record(77, id: 0, []))
            let values = try #require(client.receiveRecord())
            #expect(values.type == 10 && values.content == Bytes.pairs([("FCGI_MPXS_CONNS", "0")]))
            let unknown = try #require(client.receiveRecord())
            #expect(unknown.type == 11 && unknown.content[0] == 77)
            client.send(Bytes.request())
            #expect(client.receiveResponse() != nil)
        }
    }

    @Test func `a second request at the same time on one connection is turned down`() async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            client.send(Bytes.begin(id: 1) + Bytes.begin(id: 2))
            let record = try #require(client.receiveRecord())
            #expect(record.type == 3 && record.id == 2 && record.content[4] == 1)
        }
    }

    @Test func `garbage neither crashes nor holds up`() async throws {
        var limits = Limits()
        limits.readTimeout = .milliseconds(300)
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        try await withServer(limits) { path in
            var random = SplitMix64(state: seed)
            let good = Bytes.request([("A", "b"), ("CONTENT_LENGTH", "3")], body: [1, 2, 3], padding: 3)
            for round in 0..<300 {
                var bytes = good
                if round % 3 == 0 {
                    bytes = (0..<100).map { _ in UInt8.random(in: 0...255, using: &random) }
                } else {
                    for _ in 0..<(1 + round % 5) {
                        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
                    }
                }
                let client = try FastCGIClient(path: path)
                client.send(bytes)
            }
            try expectAnswer(path)
            let wrong = try FastCGIClient(path: path)
            wrong.send(Bytes.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2))
            #expect(wrong.isClosed())
        }
    }

    @Test(
        arguments: [
            [0x84, 0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], [1], [1, 1, 0x41],
        ] as [[UInt8]])
    func `parameters that lie are refused`(content: [UInt8]) async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            client.send(Bytes.begin() + Bytes.record(4, content) + Bytes.record(4, []) + Bytes.record(5, []))
            #expect(client.isClosed())
        }
    }

    @Test func `parameters say what a C string can't`() async throws {
        let handler = ClosureHandler { request in
            Response(head: .init(status: .ok), body: Array("\(request.parameters.map { [$0.name, $0.value] })".utf8))
        }
        try await withServer(handler: handler) { path in
            let parameters = [("REMOTE_USER", "admin\0x"), ("REMOTE_USER\0", "admin"), ("A=B", "C"), ("", "")]
            let response = try ask(path, parameters)
            #expect(response.hasSuffix("\r\n\r\n\(parameters.map { [$0.0, $0.1] })"))
        }
    }

    @Test func `a client that doesn't read its 5 MB holds nobody up`() async throws {
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

    @Test func `a kept connection that doesn't read holds nobody up`() async throws {
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

    @Test func `more requests at once than allowed are told to come again`() async throws {
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

    @Test func `stopping answers what is under way`() async throws {
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

/// A random number generator with a seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

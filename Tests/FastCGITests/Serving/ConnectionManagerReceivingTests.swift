import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1)))
struct ConnectionManagerReceivingTests {
    @Test(arguments: [1, 3, 1_000]) func `records that come in pieces and with padding make a request`(size: Int)
        async throws
    {
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

    @Test func `a request that is cut anywhere is answered when its rest comes`() async throws {
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

    @Test func `the handler gets many parameters in order and with duplicates`() async throws {
        try await withServer { path in
            var parameters = (0..<500).map { ("NAME_\($0)", String(repeating: "v", count: $0 % 200)) }
            parameters += [("REMOTE_USER", ""), ("REMOTE_USER", "alice")]
            let expected = parameters.map { "\($0)=\($1)\n" }.joined()
            let response = try ask(path, parameters)
            #expect(response.hasSuffix("\r\n\r\n" + expected + "\n"))
        }
    }

    @Test func `the handler gets parameters whole that a C string would cut`() async throws {
        let handler = ClosureHandler { request in
            Response(head: .init(status: .ok), body: Array("\(request.parameters.map { [$0.name, $0.value] })".utf8))
        }
        try await withServer(handler: handler) { path in
            let parameters = [("REMOTE_USER", "admin\0x"), ("REMOTE_USER\0", "admin"), ("A=B", "C"), ("", "")]
            let response = try ask(path, parameters)
            #expect(response.hasSuffix("\r\n\r\n\(parameters.map { [$0.0, $0.1] })"))
        }
    }

    @Test(arguments: [nil, "", "-1", "5"])
    func `the handler gets the whole body with and without CONTENT_LENGTH`(length: String?) async throws {
        try await withServer { path in
            let parameters = length.map { [("CONTENT_LENGTH", $0)] } ?? []
            let response = try ask(path, parameters, body: Array("12345".utf8))
            #expect(response.hasSuffix("\n12345"))
        }
    }

    @Test func `a body of exactly the limit is taken`() async throws {
        try await withServer { path in
            let body = [UInt8](repeating: 0x78, count: 65_536)
            let response = try ask(path, [("CONTENT_LENGTH", "65536")], body: body)
            #expect(response.utf8.count > 65_536)
        }
    }

    @Test(arguments: ["x", "1 ", "+5", "0x5", "-2", "4", "6"])
    func `a request with a wrong CONTENT_LENGTH is refused`(length: String) async throws {
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
                Bytes.begin() + Bytes.parameters(Bytes.pairs([("CONTENT_LENGTH", "65537")])) + Bytes.parameters())
            #expect(client.receiveResponse()?.hasPrefix("Status: 413 ") == true)
        }
    }

    @Test(arguments: ["", "99999999999999999999", "1000000"])
    func `a body that is too large is refused while it comes, and its rest is read`(length: String) async throws {
        try await withServer { path in
            let body = [UInt8](repeating: 0x78, count: 1_000_000)
            let response = try ask(path, [("CONTENT_LENGTH", length)], body: body)
            #expect(response.hasPrefix("Status: 413 "))
        }
    }

    @Test func `parameters of too many bytes are refused`() async throws {
        try await withServer { path in
            let parameters = (0..<3_000).map { ("NAME_\($0)", String(repeating: "v", count: 100)) }
            let response = try ask(path, parameters)
            #expect(response.hasPrefix("Status: 400 "))
            let head = try ask(path, [("REQUEST_METHOD", "HEAD")] + parameters)
            #expect(head.hasPrefix("Status: 400 ") && head.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `too many parameters are refused however short they are`() async throws {
        try await withServer { path in
            // 65,000 bytes, each pair of which is an empty name and an empty value.
            let client = try FastCGIClient(path: path)
            client.send(Bytes.begin() + Bytes.parameters([UInt8](repeating: 0, count: 65_000)) + Bytes.parameters())
            let response = try #require(client.receiveResponse())
            #expect(response.hasPrefix("Status: 400 "))
            #expect(response.contains("The request has more than 1024 parameters."))
            let most = (0..<Limits().maximumParameters).map { ("\($0)", "") }
            #expect(try ask(path, most).hasPrefix("Status: 200 "))
        }
    }

    @Test(
        arguments: [
            [0x84, 0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], [1], [1, 1, 0x41],
        ] as [[UInt8]])
    func `a connection is closed when a parameter is longer than what is sent`(content: [UInt8]) async throws {
        try await withServer { path in
            let client = try FastCGIClient(path: path)
            client.send(Bytes.begin() + Bytes.parameters(content) + Bytes.parameters() + Bytes.body())
            #expect(client.isClosed())
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
            client.send(Bytes.begin() + Bytes.parameters(Bytes.pairs([("A", "b")])) + Bytes.record(2, []))
            #expect(client.receiveRecord()?.type == 3)
            #expect(client.isClosed())
        }
        #expect(calls.value == 0)
    }

    @Test func `a request for another role than responder is ended`() async throws {
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
            let names = [String](repeating: "FCGI_MPXS_CONNS", count: 50) + ["FCGI_OTHER"]
            client.send(Bytes.getValues(names) + Bytes.record(77, id: 0, []))
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

    @Test func `a client that goes away in the middle of a request harms no other`() async throws {
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

    @Test func `random bytes neither crash the server nor delay it`() async throws {
        var limits = Limits()
        limits.readTimeout = .milliseconds(300)
        try await withServer(limits) { path in
            var random = SeededGenerator()
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
            #expect(try ask(path).hasPrefix("Status: 200"), "seed \(random.seed)")
            let wrong = try FastCGIClient(path: path)
            wrong.send(Bytes.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2))
            #expect(wrong.isClosed())
        }
    }
}

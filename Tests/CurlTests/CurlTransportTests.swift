import Curl
import Glibc
import HTTPTypes
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlTransportTests {
    let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    @Test func `a POST is sent and its answer comes back`() async throws {
        try await TestServer.run { connection in
            guard let request = connection.read() else { return }
            connection.answer(
                "got \(request.body)", status: "201 Created", fields: ["X-One: 1", "x-one:  two ", "Empty:"])
        } _: { server async throws in
            let response = try await transport.send(.make(server.authority, body: "Action=GetUser"))
            #expect(response.head.status.code == 201)
            #expect(response.text == "got Action=GetUser")
            let name = try #require(HTTPField.Name("X-One"))
            #expect(response.head.headerFields[values: name] == ["1", "two"])
            #expect(response.head.headerFields[values: try #require(HTTPField.Name("Empty"))] == [""])
        }
    }

    @Test func `fields, host and path are sent as they are, and only a user agent and a length are added`() async throws
    {
        let seen = Mutex<[Connection.Received]>([])
        try await TestServer.run { connection in
            while let request = connection.read() {
                seen.withLock { $0.append(request) }
                connection.answer("")
            }
        } _: { server async throws in
            var fields = HTTPFields()
            fields[.authorization] =
                "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/iam/aws4_request, Signature=0a"
            fields.append(HTTPField(name: try #require(.init("X-Amz-Meta")), value: ""))
            fields.append(HTTPField(name: try #require(.init("x-lower-Case")), value: "a;b:c"))
            fields[.contentLength] = "999"
            fields[.transferEncoding] = "chunked"
            let path = "/a/../b//%2e%2E/./c%20d/?q=a+b&&=%C3%A9&x=//..;|'()[]{}\"<>^`$?"
            _ = try await transport.send(.make(.post, server.authority, path, fields: fields, body: "x"))
            _ = try await transport.send(.make(.get, server.authority, "/plain?"))
            var other = TransportRequest.make(.get, server.authority, fields: [.userAgent: "other/1"])
            other.host = "sts.us-east-1.amazonaws.com"
            _ = try await transport.send(other)

            let requests = seen.withLock { $0 }
            try #require(requests.count == 3)
            #expect(requests[0].requestLine == "POST \(path) HTTP/1.1")
            #expect(
                Set(requests[0].lines.dropFirst()) == [
                    "Host: \(server.authority)", "User-Agent: latchkey",
                    "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/iam/aws4_request, Signature=0a",
                    "X-Amz-Meta:", "x-lower-Case: a;b:c", "Content-Length: 1",
                ])
            #expect(requests[1].requestLine == "GET /plain? HTTP/1.1")
            #expect(Set(requests[1].lines.dropFirst()) == ["Host: \(server.authority)", "User-Agent: latchkey"])
            #expect(
                Set(requests[2].lines.dropFirst()) == ["Host: sts.us-east-1.amazonaws.com", "User-Agent: other/1"])
        }
    }

    @Test func `the answer to HEAD is taken without waiting for a body`() async throws {
        try await TestServer.run { connection in
            while let request = connection.read() {
                if request.requestLine.hasPrefix("HEAD") {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                } else {
                    connection.answer("body")
                }
            }
        } _: { server async throws in
            let head = try await transport.send(.make(.head, server.authority))
            #expect(head.head.headerFields[.contentLength] == "1000")
            #expect(head.body.isEmpty)
            #expect(try await transport.send(.make(.get, server.authority)).text == "body")
        }
    }

    @Test func `interim answers and trailers are skipped`() async throws {
        try await TestServer.run { connection in
            guard connection.read() != nil else { return }
            connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n")
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n")
            connection.write("4\r\nwhol\r\n2\r\ne!\r\n0\r\nX-Late: 1\r\n\r\n")
        } _: { server async throws in
            let response = try await transport.send(.make(server.authority, body: "x"))
            #expect(response.head.status.code == 200)
            #expect(response.text == "whole!")
            #expect(response.head.headerFields.map(\.name.canonicalName) == ["transfer-encoding", "trailer"])
        }
    }

    @Test func `no redirect is followed`() async throws {
        try await TestServer.run { connection in
            while let request = connection.read() {
                connection.answer(request.requestLine, status: "302 Found", fields: ["Location: /elsewhere"])
            }
        } _: { server async throws in
            let response = try await transport.send(.make(.get, server.authority))
            #expect(response.head.status.code == 302)
            #expect(response.text == "GET / HTTP/1.1")
        }
    }

    @Test func `an encoded body is left as it is, and no cookie is kept`() async throws {
        try await TestServer.run { connection in
            while let request = connection.read() {
                let shown = request.values("cookie").joined() + request.values("accept-encoding").joined()
                connection.answer("[\(shown)]", fields: ["Content-Encoding: gzip", "Set-Cookie: a=b"])
            }
        } _: { server async throws in
            for _ in 0..<2 {
                #expect(try await transport.send(.make(.get, server.authority)).text == "[]")
            }
        }
    }

    @Test func `requests after one another go over one connection`() async throws {
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("\(connection.number)") }
        } _: { server async throws in
            for _ in 0..<50 {
                #expect(try await transport.send(.make(server.authority, body: "x")).text == "1")
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `two hundred requests at the same time, twice, get their own answers`() async throws {
        try await TestServer.run { connection in
            while let request = connection.read() {
                usleep(20_000)
                connection.answer(request.body)
            }
        } _: { server async throws in
            for _ in 0..<2 {
                let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            try await transport.send(.make(server.authority, body: "n\(number)")).text != "n\(number)"
                        }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(wrong == 0)
            }
            #expect(server.connectionCount <= 400)
        }
    }
}

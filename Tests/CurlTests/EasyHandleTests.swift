import HTTPTypes
import Reactor
import TestSupport
import Testing
import Transport

@testable import Curl

@Suite(.timeLimit(.minutes(1)))
struct EasyHandleTests {
    private let handle: EasyHandle

    init() throws {
        try GlobalState.initialize()
        let sockets = SocketWatcher(loop: try EventLoop()) { _, _ in }
        handle = try #require(EasyHandle(.init(), sockets: sockets, share: try ShareHandle()))
    }

    @Test func `the object of a libcurl handle is found`() {
        #expect(unsafe EasyHandle.of(handle.easy) === handle)
    }

    @Test func `a handle holds a transfer and what came of it from loading to unloading`() throws {
        let transfer = try Transfer(.make(.get, "127.0.0.1:1", maximumResponseSize: 5))
        try handle.load(transfer, milliseconds: 1_000)
        #expect(handle.transfer === transfer)
        #expect(!handle.hasSentRequest)
        #expect(handle.errorDescription == nil)
        var isTaken = handle.response.takeBody([1, 2, 3, 4, 5].span)
        #expect(isTaken)
        isTaken = handle.response.takeBody([6].span)
        #expect(!isTaken)
        handle.unload()
        #expect(handle.transfer == nil)
        #expect(handle.response.body.isEmpty)
        #expect(handle.response.refusal == nil)
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, true), (.head, true), (.put, true), (.delete, true), (.options, true), (.trace, true),
        (.post, false), (.patch, false), (.connect, false),
    ])
    func `only a request of an idempotent method may be sent twice`(method: HTTPRequest.Method, maySendTwice: Bool)
        throws
    {
        try handle.load(Transfer(.make(method, "127.0.0.1:1")), milliseconds: 1_000)
        let mayBegin = handle.progress.mayBegin(total: 0)
        #expect(mayBegin)
        let mayBeginAgain = handle.progress.mayBegin(total: 10)
        #expect(mayBeginAgain == maySendTwice)
    }

    @Test func `nothing of one request is left in the next of the same handle`() async throws {
        try await TestServer.run { connection in
            while let request = connection.read() {
                let type = request.values("content-type").joined()
                let length = request.values("content-length").joined()
                connection.answer("\(request.requestLine)|\(length)|\(type)|\(request.body)")
            }
        } _: { server async throws in
            // One transfer at a time, so that all are carried by one handle.
            let transport = try CurlTransport(.init(maximumConcurrentTransfers: 1))
            let body = String(repeating: "b", count: 40_000)
            var fields = HTTPFields()
            fields[.contentType] = "text/plain"
            let cases: [(HTTPRequest.Method, String, HTTPFields, String)] = [
                (.put, body, fields, "PUT / HTTP/1.1|40000|text/plain|\(body)"),
                (.get, "", [:], "GET / HTTP/1.1|||"),
                (.post, "", [:], "POST / HTTP/1.1|0||"),
                (.delete, "", [:], "DELETE / HTTP/1.1|||"),
                (.patch, "p", fields, "PATCH / HTTP/1.1|1|text/plain|p"),
                (.put, "", [:], "PUT / HTTP/1.1|0||"),
                (.delete, "d", [:], "DELETE / HTTP/1.1|1||d"),
                (.get, "g", [:], "GET / HTTP/1.1|1||g"),
                (.post, "e", fields, "POST / HTTP/1.1|1|text/plain|e"),
                (.options, "", [:], "OPTIONS / HTTP/1.1|||"),
            ]
            for (method, body, fields, expected) in cases {
                let response = try await transport.send(.make(method, server.authority, fields: fields, body: body))
                #expect(response.text == expected)
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `requests of one handle go each where they should`() async throws {
        try await TestServer.run { connection in
            while let request = connection.read() {
                connection.answer("\(request.requestLine)|\(request.values("host"))")
            }
        } _: { server async throws in
            let transport = try CurlTransport(.init(maximumConcurrentTransfers: 1))
            for path in ["/", "/a", "/?b", "/", "/a/../c", "/?b", "/a"] {
                let response = try await transport.send(.make(.get, server.authority, path))
                #expect(response.text == "GET \(path) HTTP/1.1|[\"\(server.authority)\"]")
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test(arguments: [1 << 20, (1 << 20) + 1])
    func `a large body is sent without asking for it first`(size: Int) async throws {
        try await TestServer.run { connection in
            guard let request = connection.read() else { return }
            connection.answer("\(request.values("expect")) \(request.body.utf8.count)")
        } _: { server async throws in
            let transport = try CurlTransport()
            let response = try await transport.send(.make(server.authority, body: String(repeating: "b", count: size)))
            #expect(response.text == "[] \(size)")
        }
    }
}

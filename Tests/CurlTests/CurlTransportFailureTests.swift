import Curl
import Glibc
import HTTPTypes
import Reactor
import Synchronization
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlTransportFailureTests {
    let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    @Test func `a request whose connection is refused is not sent`() async throws {
        let error = await transport.failure(of: .make("127.0.0.1:\(TestServer.unusedPort())", "/?secret=1", body: "x"))
        #expect(error?.isNotSent == true, "\(String(describing: error))")
        #expect(!"\(String(describing: error))".contains("secret"))
    }

    @Test func `a request to an unknown name is not sent`() async throws {
        let error = await transport.failure(of: .make("no-such-host.invalid", body: "x"))
        #expect(error?.isNotSent == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("ftp", "127.0.0.1", "/"), ("file", "127.0.0.1", "/etc/passwd"), ("http", "user@127.0.0.1", "/"),
        ("http", "", "/"), ("http", "127.0.0.1/x", "/"), ("http", "127.0.0.1", "x"), ("http", "127.0.0.1", "/a b"),
        ("http", "127.0.0.1", "/#f"), ("http", "127.0.0.1", "/\r\nX: y"), ("http", "127.0.0.1", "/é"),
    ])
    func `a request that libcurl would read differently is not sent`(scheme: String, authority: String, path: String)
        async throws
    {
        let error = await transport.failure(of: .make(scheme: scheme, authority, path))
        #expect(error?.isNotSent == true, "\(String(describing: error))")
    }

    @Test func `a connection given up before it is made leaves nothing behind`() async throws {
        weak var loop: EventLoop?
        try await TestServer.runFull { server async throws in
            let thread = try LoopThread()
            loop = thread.loop
            let transport = try CurlTransport(on: thread.loop)
            let error = await transport.failure(of: .make(server.authority, within: .milliseconds(100)))
            #expect(error?.isNotSent == true, "\(String(describing: error))")
            transport.stop()
            thread.stop()
        }
        #expect(loop == nil)
    }

    @Test func `a request that the server never answers ends at its deadline`() async throws {
        try await TestServer.run { connection in
            _ = connection.read()
            _ = connection.read()
        } _: { server async throws in
            let clock = ContinuousClock()
            var error: TransportError?
            let taken = await clock.measure {
                error = await transport.failure(of: .make(server.authority, body: "x", within: .milliseconds(200)))
            }
            #expect(error == .deadlineExceeded)
            #expect(taken >= .milliseconds(195) && taken < .seconds(5), "\(taken)")
        }
    }

    @Test func `a request that the server answers too slowly ends at its deadline`() async throws {
        try await TestServer.run { connection in
            guard connection.read() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in 0..<100 {
                connection.write("x")
                usleep(10_000)
            }
        } _: { server async throws in
            let error = await transport.failure(of: .make(server.authority, body: "x", within: .milliseconds(150)))
            #expect(error == .deadlineExceeded)
        }
    }

    @Test func `a request whose deadline has passed is not sent`() async throws {
        try await TestServer.run { _ in
        } _: { server async throws in
            let error = await transport.failure(of: .make(server.authority, body: "x", within: .seconds(-1)))
            #expect(error == .deadlineExceeded)
            #expect(server.connectionCount == 0)
        }
    }

    @Test func `cancelling the sending task ends the transfer at once`() async throws {
        try await TestServer.run { connection in
            _ = connection.read()
            _ = connection.read()
        } _: { server async throws in
            let task = Task { await transport.failure(of: .make(server.authority, body: "x")) }
            while server.connectionCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(30))
            let start = ContinuousClock.now
            task.cancel()
            #expect(await task.value == .cancelled)
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func `a task that was cancelled before sends nothing`() async throws {
        try await TestServer.run { _ in
        } _: { server async throws in
            let task = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                return await transport.failure(of: .make(server.authority, body: "x"))
            }
            #expect(await task.value == .cancelled)
            #expect(server.connectionCount == 0)
        }
    }

    @Test func `an answer larger than allowed is refused, one of exactly that size isn't`() async throws {
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer(String(repeating: "x", count: 10_000)) }
        } _: { server async throws in
            let error = await transport.failure(of: .make(server.authority, body: "x", maximumResponseSize: 9_999))
            #expect(error == .responseTooLarge(limit: 9_999))
            let response = try await transport.send(.make(server.authority, body: "x", maximumResponseSize: 10_000))
            #expect(response.body.count == 10_000)
        }
    }

    @Test func `an answer with too many fields is refused`() async throws {
        try await TestServer.run { connection in
            guard connection.read() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n")
            for number in 0..<20_000 { connection.write("X-\(number): y\r\n") }
        } _: { server async throws in
            let error = await transport.failure(of: .make(server.authority, body: "x"))
            #expect(error == .responseTooLarge(limit: 65_536))
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 100 Continue\r\n\r\n", "SSH-2.0-x\r\n", "",
        "HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n",
    ])
    func `a truncated or malformed answer is interrupted`(answer: String) async throws {
        try await TestServer.run { connection in
            guard connection.read() != nil else { return }
            connection.write(answer)
        } _: { server async throws in
            let error = await transport.failure(of: .make(server.authority, body: "x"))
            #expect(error?.isInterrupted == true, "\(String(describing: error))")
        }
    }

    @Test func `a kept connection that the server closed meanwhile is replaced before anything is sent`() async throws {
        let bodies = Mutex<[String]>([])
        try await TestServer.run { connection in
            guard let request = connection.read() else { return }
            bodies.withLock { $0.append(request.body) }
            connection.answer("\(connection.number)")
        } _: { server async throws in
            for number in 1...5 {
                #expect(try await transport.send(.make(server.authority, body: "b\(number)")).text == "\(number)")
                while server.closedCount < number { try await Task.sleep(for: .milliseconds(5)) }
            }
            #expect(bodies.withLock { $0 } == ["b1", "b2", "b3", "b4", "b5"])
        }
    }

    /// The case in which libcurl by itself would send the request a second time.
    @Test(arguments: [false, true])
    func `a POST that a kept connection swallowed is not sent again`(resets: Bool) async throws {
        let bodies = Mutex<[String]>([])
        try await TestServer.run { connection in
            while let request = connection.read() {
                bodies.withLock { $0.append(request.body) }
                if request.body == "create" {
                    if resets { connection.reset() }
                    return
                }
                connection.answer("")
            }
        } _: { server async throws in
            _ = try await transport.send(.make(server.authority, body: "first"))
            let error = await transport.failure(of: .make(server.authority, body: "create"))
            #expect(error?.isInterrupted == true, "\(String(describing: error))")
            #expect(bodies.withLock { $0 } == ["first", "create"])
        }
    }

    @Test func `a GET that a kept connection swallowed is sent again, to where it was sent`() async throws {
        // One transfer at a time, so that all are carried by one handle, which knows other URLs by then. One connection is kept
        // then, too: of two that were used within a millisecond, libcurl closes either.
        let transport = try CurlTransport(.init(maximumConcurrentTransfers: 1))
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("other") }
        } _: { other async throws in
            try await TestServer.run { connection in
                while let request = connection.read() {
                    if connection.number == 1, request.requestLine.contains("second") { return }
                    connection.answer("\(connection.number) \(request.requestLine)")
                }
            } _: { server async throws in
                #expect(try await transport.send(.make(.get, other.authority, "/other")).text == "other")
                #expect(
                    try await transport.send(.make(.get, server.authority, "/first")).text == "1 GET /first HTTP/1.1")
                #expect(
                    try await transport.send(.make(.get, server.authority, "/second")).text == "2 GET /second HTTP/1.1")
                let text = try await transport.send(.make(.get, server.authority, "/second?a")).text
                #expect(text.hasSuffix(" GET /second?a HTTP/1.1"))
            }
        }
    }
}

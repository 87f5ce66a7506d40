import CFastCGI
import Glibc
import Synchronization
import Testing

@testable import FastCGI

/// What libfcgi 2.4.2 does when it reads from a connection itself. Each of these is a reason why `RecordDecoder` reads
/// the records instead.
@Suite(.timeLimit(.minutes(1)))
struct LibfcgiTests {
    @Test func `libfcgi blocks its thread in read until the rest of the parameters comes`() throws {
        let connection = try LibfcgiConnection()
        let pairs = Bytes.parameters(Bytes.pairs([("A", "b")]))
        connection.send(Bytes.begin() + pairs.dropLast())
        let state = Mutex<ReadState>(.starting)
        let thread = try Thread {
            state.withLock { $0 = .reading }
            let result = connection.read()
            state.withLock { $0 = .returned(result) }
        }
        // With 400 requests like this one, 400 threads would be waiting here.
        usleep(300_000)
        #expect(state.withLock { $0 } == .reading)
        connection.send([pairs[pairs.count - 1]] + Bytes.parameters())
        thread.join()
        #expect(state.withLock { $0 } == .returned(0))
    }

    @Test func `libfcgi gives a request up when its descriptor doesn't block and a part is missing`() throws {
        let connection = try LibfcgiConnection()
        connection.stopBlocking()
        connection.send(Bytes.begin() + Bytes.parameters(Bytes.pairs([("A", "b")])).dropLast())
        #expect(connection.read() < 0)
        #expect(connection.isClosedByLibfcgi)
    }

    @Test func `libfcgi takes parameters for complete that break off between two of them`() throws {
        let connection = try LibfcgiConnection()
        connection.send(Bytes.begin() + Bytes.parameters(Bytes.pairs([("A", "b")])))
        connection.endWebServersSide()
        #expect(connection.read() == 0)
        #expect(connection.parameter("A") == "b")
    }

    @Test func `libfcgi overflows its stack when one FCGI_GET_VALUES record repeats a variable`() async throws {
        // 64 bytes for the reply: room for each of the three variables once, not for the same one eight times.
        let result = try await #require(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
            let connection = try LibfcgiConnection()
            let names = [String](repeating: "FCGI_MPXS_CONNS", count: 8)
            connection.send(Bytes.getValues(names) + Bytes.request())
            _ = connection.read()
        }
        // glibc and the compiler's stack protector use these words, depending on which of them notices first.
        let words = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(words.contains("buffer overflow detected") || words.contains("stack smashing detected"))
    }

    @Test func `libfcgi answers an FCGI_GET_VALUES record that asks for each variable once`() async {
        await #expect(processExitsWith: .success) {
            let connection = try LibfcgiConnection()
            let names = ["FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS"]
            connection.send(Bytes.getValues(names) + Bytes.request())
            try #require(connection.read() == 0)
        }
    }

    @Test func `libfcgi cuts a parameter at NUL, so that another user's name is left`() throws {
        let connection = try LibfcgiConnection()
        connection.send(Bytes.request([("REMOTE_USER", "admin\0x")]))
        #expect(connection.read() == 0)
        #expect(connection.parameter("REMOTE_USER") == "admin")
    }

    @Test func `libfcgi loses the body behind padding on the record that ends the parameters`() throws {
        for (padding, expected) in [(0, "body"), (8, "")] {
            let connection = try LibfcgiConnection()
            connection.send(
                Bytes.begin() + Bytes.parameters(padding: padding) + Bytes.body(Array("body".utf8))
                    + Bytes.body())
            #expect(connection.read() == 0)
            #expect(connection.body() == expected)
        }
    }

    private enum ReadState: Equatable {
        case starting
        case reading
        /// What `FCGX_Accept_r` returned: 0 for a request.
        case returned(Int32)
    }
}

/// A connection whose one end is libfcgi's. The two ends may be used by two threads.
@safe private final class LibfcgiConnection: @unchecked Sendable {
    private let request: UnsafeMutablePointer<FCGX_Request>
    /// The web server's end.
    private let webServer: Int32

    init() throws {
        try #require(FCGX_Init() == 0)
        var ends: [Int32] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        webServer = ends[0]
        unsafe request = .allocate(capacity: 1)
        unsafe FCGX_InitRequest(request, -1, 0)
        unsafe request.pointee.ipcFd = ends[1]
        // FCGX_Accept_r first finishes the request before this one, and closes the descriptor unless it is kept.
        unsafe request.pointee.keepConnection = 1
        // When it closes the descriptor, it doesn't wait two seconds for the other end.
        unsafe FCGX_Detach(request)
    }

    deinit {
        unsafe FCGX_Free(request, 1)
        unsafe request.deallocate()
        close(webServer)
    }

    func send(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in
            _ = unsafe Glibc.send(webServer, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    func stopBlocking() {
        let descriptor = unsafe request.pointee.ipcFd
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// Ends what the web server sends, as it does when it goes away.
    func endWebServersSide() {
        shutdown(webServer, Int32(SHUT_WR))
    }

    /// Has libfcgi read up to the end of the parameters (`FCGX_Accept_r`): 0, or a negative number for a failure.
    func read() -> Int32 {
        unsafe FCGX_Accept_r(request)
    }

    var isClosedByLibfcgi: Bool {
        var byte: UInt8 = 0
        return unsafe recv(webServer, &byte, 1, Int32(MSG_DONTWAIT)) == 0
    }

    func parameter(_ name: String) -> String? {
        unsafe FCGX_GetParam(name, request.pointee.envp).map { unsafe String(cString: $0) }
    }

    /// Up to 100 bytes of the body (`FCGX_GetStr`).
    func body() -> String {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 100) { buffer, count in
            count = unsafe buffer.withMemoryRebound(to: CChar.self) {
                unsafe Int(FCGX_GetStr($0.baseAddress, Int32($0.count), request.pointee.in))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A thread that runs one closure.
private struct Thread {
    private let identifier: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    init(_ run: @escaping @Sendable () -> Void) throws {
        let body = unsafe Unmanaged.passRetained(Body(run))
        var identifier = pthread_t()
        let code = unsafe pthread_create(
            &identifier, nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        try #require(code == 0)
        self.identifier = identifier
    }

    func join() {
        pthread_join(identifier, nil)
    }
}

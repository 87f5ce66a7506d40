import CCurl
import HTTPTypes
import Reactor
import TestSupport
import Testing
import Transport

@testable import Curl

@Suite(.timeLimit(.minutes(1)))
final class MultiHandleTests {
    private let loop: EventLoop
    private let share: ShareHandle
    private var multi: MultiHandle?
    private var sockets: SocketWatcher?
    private var ended: [(handle: EasyHandle, code: CURLcode)] = []

    init() throws {
        loop = try EventLoop()
        try GlobalState.initialize()
        share = try ShareHandle()
        let timer = loop.makeTimer { [unowned self] in
            multi?.runTimers()
            collect()
        }
        let sockets = SocketWatcher(loop: loop) { [unowned self] descriptor, bits in
            multi?.act(on: descriptor, bits: bits)
            collect()
        }
        self.sockets = sockets
        multi = try MultiHandle(sockets: sockets, timer: timer, maximumConnections: 4)
    }

    private func collect() {
        multi?.forEachFinished { ended.append(($0, $1)) }
        if !ended.isEmpty { loop.stop() }
    }

    private func makeHandle() throws -> EasyHandle {
        let sockets = try #require(sockets)
        return try #require(EasyHandle(.init(), sockets: sockets, share: share))
    }

    /// Loads a request into a handle and runs the loop until a transfer has ended.
    private func run(
        _ handle: EasyHandle, to authority: String, milliseconds: Int = 5_000
    ) throws -> Result<TransportResponse, TransportError> {
        let multi = try #require(multi)
        ended = []
        try handle.load(Transfer(.make(.get, authority)), milliseconds: milliseconds)
        #expect(multi.add(handle))
        loop.run()
        try #require(ended.count == 1)
        #expect(ended[0].handle === handle)
        let result = handle.result(ended[0].code)
        multi.remove(handle)
        handle.unload()
        return result
    }

    @Test func `a transfer is driven to its end, and the next uses the same connection`() async throws {
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("\(connection.number)") }
        } _: { server async throws in
            let handle = try makeHandle()
            #expect(try run(handle, to: server.authority).get().text == "1")
            #expect(try run(handle, to: server.authority).get().text == "1")
            #expect(try run(try makeHandle(), to: server.authority).get().text == "1")
        }
    }

    @Test func `a transfer that runs out of time ends with libcurl's code for that`() async throws {
        try await TestServer.run { connection in
            _ = connection.read()
            _ = connection.read()
        } _: { server async throws in
            _ = try run(try makeHandle(), to: server.authority, milliseconds: 50)
            #expect(ended.map(\.code) == [CURLE_OPERATION_TIMEDOUT])
        }
    }

    @Test func `a handle that carries a transfer already is refused`() throws {
        let multi = try #require(multi)
        let handle = try makeHandle()
        try handle.load(Transfer(.make(.get, "127.0.0.1:1")), milliseconds: 1_000)
        #expect(multi.add(handle))
        #expect(!multi.add(handle))
        multi.remove(handle)
    }

    @Test func `a transfer that was removed is not reported`() async throws {
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("x") }
        } _: { server async throws in
            let multi = try #require(multi)
            let removed = try makeHandle()
            try removed.load(Transfer(.make(.get, server.authority)), milliseconds: 5_000)
            #expect(multi.add(removed))
            multi.remove(removed)
            let handle = try makeHandle()
            #expect(try run(handle, to: server.authority).get().text == "x")
        }
    }
}

import Concurrency
import Glibc
import Testing

@testable import FastCGI

struct ConnectionTests {
    /// A connection, and the web server's end of it.
    private func connect(sendBufferSize: Int? = nil, count: ConnectionCount = ConnectionCount()) throws -> (
        connection: Connection, webServer: FastCGIClient
    ) {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let size = Int(try #require(option(ends[1], level: SOL_SOCKET, name: SO_SNDBUF)))
        let connection = Connection(
            owning: ends[1], sendBufferSize: sendBufferSize ?? size, limits: Limits(), deadline: .now, count: count)
        return (connection, FastCGIClient(owning: ends[0]))
    }

    @Test func `a connection closes its descriptor and counts itself off when it goes`() throws {
        let count = ConnectionCount()
        let webServer: FastCGIClient
        do {
            let connection: Connection
            (connection, webServer) = try connect(count: count)
            #expect(count.value == 1)
            #expect(connection.isIdle)
        }
        #expect(count.value == 0)
        #expect(webServer.isClosed())
    }

    @Test func `bytes of a record that isn't whole wait for the rest`() throws {
        let (connection, _) = try connect()
        let request = Bytes.request([("A", "b")], body: [1, 2, 3])
        for byte in request {
            #expect(connection.decoder.phase != .complete)
            try connection.decode([byte].span)
            #expect(!connection.isIdle)
        }
        #expect(!connection.hasPending)
        #expect(connection.decoder.takeRequest().body == [1, 2, 3])
    }

    @Test func `bytes behind a request wait for the next one`() throws {
        let (connection, _) = try connect()
        try connection.decode((Bytes.request([("N", "1")]) + Bytes.request([("N", "2")])).span)
        #expect(connection.hasPending)
        #expect(connection.decoder.takeRequest().values(of: "N") == ["1"])
        connection.reset(limits: Limits())
        #expect(!connection.isIdle)
        try connection.decode([UInt8]().span)
        #expect(connection.decoder.takeRequest().values(of: "N") == ["2"])
        #expect(!connection.hasPending)
    }

    @Test func `a third of the kernel's buffer is room on a new connection`() throws {
        let (connection, _) = try connect(sendBufferSize: 3_000)
        #expect(connection.hasRoom(for: 1_000))
        #expect(!connection.hasRoom(for: 1_001))
    }

    @Test func `there is no room behind bytes that nobody reads until they are read`() throws {
        let (connection, webServer) = try connect()
        var sent = 0
        while connection.sendAtOnce([UInt8](repeating: 0, count: 4_096)) { sent += 4_096 }
        #expect(sent > 0)
        #expect(!connection.hasRoom(for: 1))
        #expect(webServer.receive(sent).count == sent)
        #expect(connection.hasRoom(for: 1))
    }

    @Test func `bytes are sent whole and without waiting`() throws {
        let (connection, webServer) = try connect()
        #expect(connection.sendAtOnce([1, 2, 3]))
        #expect(webServer.receive(3) == [1, 2, 3])
        #expect(!connection.sendAtOnce([UInt8](repeating: 0, count: 10_000_000)))
    }
}

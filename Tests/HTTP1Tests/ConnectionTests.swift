import HTTP1TestSupport
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import HTTP1

@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    /// A connection, and what the server does on its end.
    private func connected(
        _ serve: @escaping @Sendable (Connection) async -> Void, _ body: (Connection) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await StandInServer(group, serve)
        let connection = try await Connection.to(port: server.port)
        try await body(connection)
        connection.close()
        await server.stop()
    }

    @Test func `bytes that are put back come first`() async throws {
        try await connected { server in
            await server.send("world")
        } _: { connection in
            connection.unread(ByteBuffer(string: "o "))
            connection.unread(ByteBuffer(string: "hell"))
            #expect(await connection.rest() == "hello world")
        }
    }

    @Test func `a sender is slowed down by a reader that waits`() async throws {
        let sent = Recorder<Int>()
        try await connected { server in
            for _ in 0..<200 {
                await server.send(String(repeating: "x", count: 1_000_000))
                sent.record(1)
            }
        } _: { connection in
            try await Task.sleep(for: .milliseconds(300))
            // What the kernel's buffers hold has gone; the rest waits.
            #expect(sent.count < 30)
            var count = 0
            while count < 200_000_000, let bytes = await connection.read() {
                #expect(bytes.readableBytes <= 1_000_000)
                count += bytes.readableBytes
            }
            #expect(count == 200_000_000)
        }
    }

    @Test func `an end that has finished can still be sent to`() async throws {
        try await connected { server in
            let text = await server.rest()
            await server.send("got \(text)")
        } _: { connection in
            await connection.send("all")
            await connection.finishWriting()
            #expect(await connection.rest() == "got all")
        }
    }

    @Test func `a cancelled reader gives its connection up`() async throws {
        try await connected { server in
            _ = await server.rest()
        } _: { connection in
            let reading = Task { await connection.read() }
            reading.cancel()
            #expect(await reading.value == nil)
            #expect(!connection.isIdle)
            #expect(await !connection.takes(ByteBuffer(string: "x")))
        }
    }

    @Test func `a connection on which something unasked for has come isn't idle`() async throws {
        try await connected { server in
            _ = await server.text(until: "go")
            await server.send("surprise")
            _ = await server.rest()
        } _: { connection in
            #expect(connection.isIdle)
            await connection.send("go")
            connection.unread(await connection.read() ?? ByteBuffer())
            #expect(!connection.isIdle)
        }
    }

    @Test func `a deadline closes it`() async throws {
        try await connected { server in
            _ = await server.rest()
        } _: { connection in
            _ = connection.close(in: .milliseconds(50))
            #expect(await connection.read() == nil)
        }
    }
}

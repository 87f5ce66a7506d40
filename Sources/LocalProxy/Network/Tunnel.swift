import HTTP1
import NIOCore

/// Carries bytes both ways between two connections, without looking at them.
enum Tunnel {
    /// How many bytes went each way.
    struct Count: Sendable {
        var sent = 0
        var received = 0
    }

    /// Returns when both ends have said all they had to say, or one of them is gone; both are closed then.
    ///
    /// An end that says it will send no more can still receive: that is passed on as it is.
    static func run(_ client: Connection, _ server: Connection, idleTimeout: Duration) async -> Count {
        client.closesWithIt(nil)
        let idle = IdleWatch([client, server], timeout: idleTimeout)
        async let sent = copy(from: client, to: server, idle)
        async let received = copy(from: server, to: client, idle)
        let count = Count(sent: await sent, received: await received)
        idle.stop()
        client.close()
        server.close()
        return count
    }

    private static func copy(from source: Connection, to sink: Connection, _ idle: IdleWatch) async -> Int {
        var count = 0
        while let bytes = await source.read() {
            do throws(NetworkError) {
                try await sink.write(bytes)
            } catch {
                // Nobody takes what comes here: the one who sends it must learn that.
                source.close()
                sink.close()
                return count
            }
            count += bytes.readableBytes
            idle.touch()
        }
        await sink.finishWriting()
        return count
    }
}

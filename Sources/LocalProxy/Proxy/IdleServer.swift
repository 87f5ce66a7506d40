import Concurrency
import HTTP1

/// A connection to a server that the next request may use.
struct IdleServer: Sendable {
    private static let maximumAge = Duration.seconds(20)

    private var connection: Connection?
    private var server: Origin?
    private var since = Instant.now

    /// Takes the connection, if it leads to that server and is still good.
    mutating func take(_ wanted: Origin) -> Connection? {
        guard let candidate = connection, server == wanted else { return nil }
        connection = nil
        if candidate.isIdle, Instant.now - since < Self.maximumAge { return candidate }
        candidate.close()
        return nil
    }

    /// Keeps a connection on which a whole response has been read.
    mutating func put(_ connection: Connection, _ server: Origin) {
        close()
        self.connection = connection
        self.server = server
        since = .now
    }

    mutating func close() {
        connection?.close()
        connection = nil
    }
}

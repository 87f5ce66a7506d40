import Concurrency
import HTTP1
import Synchronization

/// Counts the clients that are connected: no more than so many are served at once. Where there are more, the one that has asked for
/// nothing for the longest time is closed, so that nobody keeps others out by connections alone.
final class ClientCounter: Sendable {
    private struct State {
        var count = 0
        /// The clients between two requests, and when they began to wait.
        var waiting: [ObjectIdentifier: (client: Connection, since: Instant)] = [:]
    }

    private let maximum: Int
    private let state = Mutex(State())

    init(maximum: Int) { self.maximum = maximum }

    /// Serves a client until it leaves; one too many is told so.
    func serve(_ client: ClientSession) async {
        guard takePlace() else { return await client.turnAway() }
        var client = client
        let connection = client.client
        client.waits = { [self] waits in
            state.withLock {
                $0.waiting[ObjectIdentifier(connection)] =
                    waits ? (client: connection, since: Instant.now) : nil
            }
        }
        await client.run()
        state.withLock { $0.count -= 1 }
    }

    private func takePlace() -> Bool {
        let (hasPlace, closed): (Bool, Connection?) = state.withLock { state in
            if state.count < maximum {
                state.count += 1
                return (true, nil)
            }
            guard let first = state.waiting.min(by: { $0.value.since < $1.value.since }) else { return (false, nil) }
            state.waiting[first.key] = nil
            // Its own place is given up when its session ends, which is soon.
            state.count += 1
            return (true, first.value.client)
        }
        closed?.close()
        return hasPlace
    }
}

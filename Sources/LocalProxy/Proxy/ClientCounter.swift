import Synchronization

/// Counts the clients that are connected: no more than so many are served at once.
final class ClientCounter: Sendable {
    private let maximum: Int
    private let count = Mutex(0)

    init(maximum: Int) { self.maximum = maximum }

    /// Serves a client until it leaves; one too many is told so.
    func serve(_ client: ClientSession) async {
        let isWelcome = count.withLock { count in
            guard count < maximum else { return false }
            count += 1
            return true
        }
        guard isWelcome else { return await client.turnAway() }
        var client = client
        await client.run()
        count.withLock { $0 -= 1 }
    }
}

import HTTP1
import NIOCore
import Synchronization

/// Closes connections on which nothing has gone either way for a while.
final class IdleWatch: Sendable {
    private struct State {
        var last: NIODeadline
        var check: Scheduled<Void>?
        var isStopped = false
        var hasFired = false
    }

    private let connections: [Connection]
    private let timeout: TimeAmount
    private let state = Mutex(State(last: .now()))

    init(_ connections: [Connection], timeout: Duration) {
        self.connections = connections
        self.timeout = TimeAmount(timeout)
        check(at: .now() + self.timeout)
    }

    /// Whether it has closed the connections.
    var hasFired: Bool { state.withLock { $0.hasFired } }

    /// Says that something went.
    func touch() { state.withLock { $0.last = .now() } }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.check?.cancel()
            state.check = nil
        }
    }

    private func check(at deadline: NIODeadline) {
        guard let eventLoop = connections.first?.channel.eventLoop else { return }
        state.withLock { state in
            guard !state.isStopped else { return }
            state.check = eventLoop.scheduleTask(deadline: deadline) { [self] in
                let next = due()
                if next <= .now() { fire() } else { check(at: next) }
            }
        }
    }

    private func fire() {
        state.withLock { $0.hasFired = true }
        for connection in connections { connection.close() }
    }

    private func due() -> NIODeadline { state.withLock { $0.last + timeout } }
}

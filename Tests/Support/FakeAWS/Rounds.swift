import Synchronization

/// Holds calls until no more come, and then lets all go at once: how often it does is how deep they are.
final class Rounds: Sendable {
    private struct State {
        var count = 0
        var arrivals = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Long for what a program does between two calls.
    private static let quiet: Duration = .milliseconds(250)

    private let state = Mutex(State())

    /// How many rounds there were while `body` ran.
    func count(during body: () async throws -> Void) async throws -> Int {
        let before = state.withLock { $0.count }
        try await body()
        return state.withLock { $0.count } - before
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                state.arrivals += 1
                state.waiting.append(continuation)
                return state.waiting.count == 1
            }
            if isFirst { Task { await letGo() } }
        }
    }

    private func letGo() async {
        var seen = -1
        while seen != state.withLock({ $0.arrivals }) {
            seen = state.withLock { $0.arrivals }
            try? await Task.sleep(for: Self.quiet)
        }
        let waiting = state.withLock { state in
            state.count += 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

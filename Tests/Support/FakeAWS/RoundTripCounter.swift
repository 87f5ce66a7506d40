import Synchronization

/// Counts round trips: it holds all calls until no further call arrives, then lets all of them go at once. Calls that wait
/// for one another's answers are in different round trips.
final class RoundTripCounter: Sendable {
    private struct State {
        var count = 0
        var arrivals = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// How long no call must arrive before the held ones go: longer than a program computes between two calls.
    private static let quiet: Duration = .milliseconds(250)

    private let state = Mutex(State())

    init() {}

    /// How many round trips there were while `body` ran.
    func count(during body: () async throws -> Void) async throws -> Int {
        let before = state.withLock { $0.count }
        try await body()
        return state.withLock { $0.count } - before
    }

    /// Holds one call.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                state.arrivals += 1
                state.waiting.append(continuation)
                return state.waiting.count == 1
            }
            if isFirst { Task { await releaseWhenQuiet() } }
        }
    }

    private func releaseWhenQuiet() async {
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

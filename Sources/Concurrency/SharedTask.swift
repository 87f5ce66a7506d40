import Synchronization

/// Work for whose result several tasks wait.
///
/// A task that is cancelled while it waits stops waiting, and takes nothing from the others. When the last of them has
/// stopped, the work is cancelled.
package final class SharedTask<Value: Sendable>: Sendable {
    private struct State {
        var waiting = 0
        var isAbandoned = false
    }

    private let work: Task<Value, Never>
    private let state = Mutex(State())

    /// Begins the work.
    package init(_ body: @escaping @Sendable () async -> Value) { work = Task { await body() } }

    /// Counts the caller among those who wait, who must call ``value()`` then.
    ///
    /// - Returns: false when all others have stopped waiting. The work was cancelled then, and has to be begun anew.
    package func join() -> Bool {
        state.withLock { state in
            guard !state.isAbandoned else { return false }
            state.waiting += 1
            return true
        }
    }

    /// Waits for the result; nil when the calling task was cancelled meanwhile.
    package func value() async -> Value? {
        let value = await work.valueUnlessCancelled()
        state.withLock { state in
            state.waiting -= 1
            if value == nil, state.waiting == 0 { state.isAbandoned = true }
            if state.isAbandoned { work.cancel() }
        }
        return value
    }
}

extension Task where Failure == Never {
    /// Waits for the result; nil as soon as the calling task is cancelled. This task goes on.
    package func valueUnlessCancelled() async -> Success? {
        let values = AsyncStream<Success> { continuation in
            Task<Void, Never> {
                continuation.yield(await value)
                continuation.finish()
            }
        }
        return await values.first { _ in true }
    }
}

import Concurrency

extension EventLoop {
    /// Runs the loop on the calling thread until `body` has returned, and gives what it returned.
    ///
    /// - Parameters:
    ///   - limit: how long `body` may take before its task is cancelled. It is waited for even then.
    ///   - body: runs as a task on this loop.
    /// - Returns: what `body` returned.
    package func run<Value: Sendable>(
        cancellingAfter limit: Duration, _ body: @escaping @Sendable () async -> Value
    ) -> Value {
        let result = Box<Value>()
        let task = Task(executorPreference: self) {
            result.value = await body()
            self.stop()
        }
        let timer = makeTimer { task.cancel() }
        timer.due = .now + limit
        defer { remove(timer) }
        while true {
            run()
            // Something else may have stopped the loop.
            if let value = result.value { return value }
        }
    }

    /// Unchecked, because only the loop's thread uses it.
    private final class Box<Value: Sendable>: @unchecked Sendable {
        var value: Value?
    }
}

import Synchronization

/// A counting semaphore for tasks: as many as `count` hold a permit at once, and the others wait in the order in which they
/// came, without blocking a thread.
package final class AsyncSemaphore: Sendable {
    /// The right to do what the semaphore limits. It is given back by ``release()``, or when its last reference goes.
    package final class Permit: Sendable {
        private let semaphore: AsyncSemaphore
        private let isHeld = Atomic(true)

        fileprivate init(of semaphore: AsyncSemaphore) { self.semaphore = semaphore }

        deinit { release() }

        /// Gives the permit back; a second call does nothing.
        package func release() {
            if isHeld.exchange(false, ordering: .relaxed) { semaphore.takeBack() }
        }
    }

    private struct State {
        var available: Int
        var lastNumber: UInt64 = 0
        var waiting: [(number: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        /// The numbers of tasks that were cancelled before they began to wait.
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>

    /// - Parameter count: how many permits can be held at once.
    package init(count: Int) { state = Mutex(State(available: count)) }

    /// Waits for a permit.
    ///
    /// - Parameter deadline: until when to wait; nil to wait for as long as it takes.
    /// - Returns: nil when there was no permit by `deadline`, or when the task was cancelled while it waited.
    package func acquire(by deadline: Instant?) async -> Permit? {
        guard let deadline else { return await acquire() }
        return await withTaskGroup { group in
            group.addTask { await self.acquire() }
            group.addTask {
                try? await Task.sleep(for: deadline - .now)
                return nil
            }
            if let permit = await group.next() ?? nil {
                group.cancelAll()
                return permit
            }
            group.cancelAll()
            // The permit may have come at the same moment as the deadline.
            return await group.next() ?? nil
        }
    }

    /// Waits for a permit; nil when the task was cancelled while it waited.
    package func acquire() async -> Permit? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let isHeld = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.cancelled.contains(number) { return false }
                    if state.available > 0 {
                        state.available -= 1
                        return true
                    }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                if let index = state.waiting.firstIndex(where: { $0.number == number }) {
                    return state.waiting.remove(at: index).continuation
                }
                state.cancelled.insert(number)
                return nil
            }
            continuation?.resume(returning: false)
        }
        state.withLock { _ = $0.cancelled.remove(number) }
        return isHeld ? Permit(of: self) : nil
    }

    /// A permit if there is one at once; nil otherwise.
    package func acquireIfAvailable() -> Permit? {
        let isHeld = state.withLock { state in
            guard state.available > 0 else { return false }
            state.available -= 1
            return true
        }
        return isHeld ? Permit(of: self) : nil
    }

    /// Hands a permit on to the task that has waited longest.
    private func takeBack() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.available += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}

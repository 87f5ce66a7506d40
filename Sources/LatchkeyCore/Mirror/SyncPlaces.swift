import Synchronization

/// How many syncs one process works on at once, in the order they came.
///
/// All that a sync reads is held until it is written, up to 2 MB for a user with full quotas; and where IAM takes only so
/// many writes, some logins that get through are worth more than all of them half done.
package final class SyncPlaces: Sendable {
    /// A place taken; let go at the latest with the last reference.
    final class Place: Sendable {
        private let places: SyncPlaces
        private let isTaken = Atomic(true)

        fileprivate init(of places: SyncPlaces) { self.places = places }

        deinit { leave() }

        func leave() {
            if isTaken.exchange(false, ordering: .relaxed) { places.free() }
        }
    }

    private struct State {
        var free: Int
        var last: UInt64 = 0
        var waiting: [(number: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Who gave up before beginning to wait.
        var gone: Set<UInt64> = []
    }

    private let state: Mutex<State>

    package init(_ count: Int = 32) { state = Mutex(State(free: count)) }

    /// Waits for a place; nil when there is none by `deadline`, or the task is cancelled meanwhile.
    func enter(by deadline: ContinuousClock.Instant?) async -> Place? {
        guard let deadline else { return await enter() }
        return await withTaskGroup { group in
            group.addTask { await self.enter() }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return nil
            }
            if let place = await group.next() ?? nil {
                group.cancelAll()
                return place
            }
            group.cancelAll()
            // A place may have been given at that very moment.
            return await group.next() ?? nil
        }
    }

    /// Waits for a place; nil when the task is cancelled meanwhile.
    func enter() async -> Place? {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.gone.contains(number) { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                if let index = state.waiting.firstIndex(where: { $0.number == number }) {
                    return state.waiting.remove(at: index).continuation
                }
                state.gone.insert(number)
                return nil
            }
            waiting?.resume(returning: false)
        }
        state.withLock { _ = $0.gone.remove(number) }
        return isIn ? Place(of: self) : nil
    }

    private func free() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}

import AWS
package import Concurrency
import Synchronization
import Transport

/// What one process knows of the access keys that it makes: which users are waiting for one, and which keys it handed out.
package final class AccessKeyCreations: Sendable {
    private struct State {
        /// By user name in lower case, for as long as a creation for that user runs or waits.
        var queues: [String: Queue] = [:]
        var handedOut: [AccessKeyID: HandedOut] = [:]
    }

    private struct Queue {
        let semaphore = AsyncSemaphore(count: 1)
        /// The creations that run or wait.
        var count = 0
    }

    private struct HandedOut {
        /// In lower case; nil once the key has been deleted.
        var user: String?
        var time: Instant
    }

    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    package init(timekeeper: Timekeeper = .system) { self.timekeeper = timekeeper }

    /// Runs one creation at a time for each user, in the order in which they came, so that no request takes the key of
    /// another for its own.
    ///
    /// - Throws: what `body` throws, or that the task was cancelled while it waited.
    func oneAtATime<Value>(
        for user: UserName, _ body: () async throws(AccessKeysError) -> Value
    ) async throws(AccessKeysError) -> Value {
        let name = user.rawValue.lowercased()
        let semaphore = join(name)
        defer { leave(name) }
        guard let permit = await semaphore.acquire() else {
            throw .aws(.transport(.cancelled, Operation(.iam, "CreateAccessKey")))
        }
        defer { permit.release() }
        return try await body()
    }

    private func join(_ name: String) -> AsyncSemaphore {
        state.withLock { state in
            state.queues[name, default: Queue()].count += 1
            return state.queues[name, default: Queue()].semaphore
        }
    }

    private func leave(_ name: String) {
        state.withLock { state in
            state.queues[name]?.count -= 1
            if state.queues[name]?.count == 0 { state.queues[name] = nil }
        }
    }

    /// Remembers a key that was handed out. After an hour it is forgotten, because IAM lists it by then.
    func handOut(_ id: AccessKeyID, to user: UserName) {
        let now = timekeeper.instant()
        state.withLock { state in
            state.handedOut = state.handedOut.filter { now - $0.value.time < .seconds(3_600) }
            state.handedOut[id] = HandedOut(user: user.rawValue.lowercased(), time: now)
        }
    }

    /// Remembers that a key has been deleted.
    func delete(_ id: AccessKeyID) { state.withLock { $0.handedOut[id]?.user = nil } }

    /// The keys that were handed out to the user during the last minute, oldest first. IAM may not list them yet.
    func handedOutLately(to user: UserName) -> [AccessKeyID] {
        let (now, name) = (timekeeper.instant(), user.rawValue.lowercased())
        return state.withLock { state in
            state.handedOut.filter { $0.value.user == name && now - $0.value.time < .seconds(60) }
                .sorted { $0.value.time < $1.value.time }.map(\.key)
        }
    }

    /// Whether this process handed out the key during the last hour, to whomever.
    func handedOut(_ id: AccessKeyID) -> Bool { state.withLock { $0.handedOut[id] != nil } }
}

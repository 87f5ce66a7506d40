import AWS
import Synchronization
import Transport

/// What one process knows of the access keys that it makes: for whom one is being made, and which it handed out.
package final class AccessKeyCreations: Sendable {
    private struct State {
        /// The users, in small letters.
        var underWay: Set<String> = []
        var handedOut: [AccessKeyID: HandedOut] = [:]
    }

    private struct HandedOut {
        /// In small letters; nil once the key is deleted.
        var user: String?
        var time: ContinuousClock.Instant
    }

    private let state = Mutex(State())

    package init() {}

    /// Makes one user's keys one after the other, so that no request takes another's key for its own.
    ///
    /// - Throws: what `body` throws, or that the task was cancelled while it waited.
    func oneByOne<Value>(
        for user: UserName, _ body: () async throws(CoreError) -> Value
    ) async throws(CoreError) -> Value {
        let name = user.rawValue.lowercased()
        while !state.withLock({ $0.underWay.insert(name).inserted }) {
            do {
                try await Task.sleep(for: .milliseconds(20))
            } catch {
                throw .aws(.transport(.cancelled, Operation(.iam, "CreateAccessKey")))
            }
        }
        defer { state.withLock { _ = $0.underWay.remove(name) } }
        return try await body()
    }

    /// Remembers a user's key for an hour: by then IAM lists it.
    func handOut(_ id: AccessKeyID, to user: UserName) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.handedOut = state.handedOut.filter { now - $0.value.time < .seconds(3_600) }
            state.handedOut[id] = HandedOut(user: user.rawValue.lowercased(), time: now)
        }
    }

    /// Remembers that a key is deleted.
    func delete(_ id: AccessKeyID) { state.withLock { $0.handedOut[id]?.user = nil } }

    /// A user's keys of the last minute, which IAM may not list yet.
    func handedOutLately(to user: UserName) -> [AccessKeyID] {
        let (now, name) = (ContinuousClock.now, user.rawValue.lowercased())
        return state.withLock { state in
            state.handedOut.filter { $0.value.user == name && now - $0.value.time < .seconds(60) }
                .sorted { $0.value.time < $1.value.time }.map(\.key)
        }
    }

    func handedOut(_ id: AccessKeyID) -> Bool { state.withLock { $0.handedOut[id] != nil } }
}

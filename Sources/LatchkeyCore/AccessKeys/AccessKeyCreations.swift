import AWS
import Synchronization

/// What one process knows of the access keys that it makes: for whom one is being made, and which it handed out.
package final class AccessKeyCreations: Sendable {
    private struct State {
        /// The users, in small letters.
        var underWay: Set<String> = []
        var handedOut: [AccessKeyID: ContinuousClock.Instant] = [:]
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

    /// Remembers a key for an hour: by then IAM lists it.
    func handOut(_ id: AccessKeyID) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.handedOut = state.handedOut.filter { now - $0.value < .seconds(3_600) }
            state.handedOut[id] = now
        }
    }

    func handedOut(_ id: AccessKeyID) -> Bool { state.withLock { $0.handedOut[id] != nil } }
}

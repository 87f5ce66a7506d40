import Synchronization

/// Places for requests that wait for AWS. There are fewer of them than of requests at once, so that who has a session, for whom
/// nothing is asked of AWS, comes in also while AWS hangs and others bring proofs.
final class AWSPlaces: Sendable {
    private let maximum: Int
    private let taken = Mutex(0)

    /// - Parameter requests: how many requests are worked on at once. Half of them may wait.
    init(of requests: Int) { maximum = max(1, requests / 2) }

    /// Does something that may wait for AWS.
    ///
    /// - Throws: ``IAMAuthError/crowded`` when no place is free, or what `body` throws.
    func occupying<Value>(_ body: () async throws(IAMAuthError) -> Value) async throws(IAMAuthError) -> Value {
        let isFree = taken.withLock { taken in
            guard taken < maximum else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw .crowded }
        defer { taken.withLock { $0 -= 1 } }
        return try await body()
    }
}

import Synchronization

/// Whose credentials Latchkey has. STS is asked once in the life of a process.
package final class OwnIdentity: Sendable {
    private let known: Mutex<CallerIdentity?>

    /// - Parameter identity: the identity, if it is known already.
    package init(_ identity: CallerIdentity? = nil) {
        known = Mutex(identity)
    }

    package func identity(asking sts: STS) async throws(AWSError) -> CallerIdentity {
        if let identity = known.withLock({ $0 }) { return identity }
        let identity = try await sts.getCallerIdentity()
        known.withLock { $0 = identity }
        return identity
    }
}

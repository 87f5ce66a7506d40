package import AWS
package import RoleMirror
import Synchronization

/// What a process has learnt about Latchkey's own credentials, so that AWS is asked once and not at every login.
///
/// Nodes share nothing of this: each of them finds out the same.
package final class BrokerCache: Sendable {
    private let cachedIdentity: Mutex<BrokerIdentity?>
    private let chaining = Mutex(false)

    /// - Parameter identity: the identity, if it is configured; otherwise STS is asked.
    package init(identity: BrokerIdentity? = nil) {
        cachedIdentity = Mutex(identity)
    }

    /// Whether STS has said that these credentials belong to a role. Then a session of another role lasts an hour at most.
    package var isChained: Bool {
        get { chaining.withLock { $0 } }
        set { chaining.withLock { $0 = newValue } }
    }

    /// Who Latchkey is to AWS. Asks STS the first time.
    ///
    /// - Throws: what STS says; ``AWSError/credentials(_:)`` for a principal that no role can trust.
    package func identity(asking sts: STS) async throws(AWSError) -> BrokerIdentity {
        if let identity = cachedIdentity.withLock({ $0 }) { return identity }
        let answer = try await sts.getCallerIdentity()
        guard let identity = BrokerIdentity(answer) else {
            throw .credentials("the credentials are of \(answer.arn), which can't be trusted by a role")
        }
        cachedIdentity.withLock { $0 = identity }
        return identity
    }
}

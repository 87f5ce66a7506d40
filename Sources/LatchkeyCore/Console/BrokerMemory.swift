package import AWS
package import RoleMirror
import Synchronization

/// What a process has learnt of its own credentials, so that it is asked once and not at every login.
///
/// Nothing here is shared between nodes or has to be: each finds out the same for itself.
package final class BrokerMemory: Sendable {
    private let identity: Mutex<BrokerIdentity?>
    private let chaining = Mutex(false)

    /// - Parameter identity: where it is configured; otherwise STS is asked.
    package init(identity: BrokerIdentity? = nil) {
        self.identity = Mutex(identity)
    }

    /// Whether STS has said that these credentials are a role's, whose sessions last an hour at the most.
    package var isChained: Bool {
        get { chaining.withLock { $0 } }
        set { chaining.withLock { $0 = newValue } }
    }

    /// The identity, asked of STS the first time.
    package func identity(asking sts: STS) async throws(AWSError) -> BrokerIdentity {
        if let known = identity.withLock({ $0 }) { return known }
        let answer = try await sts.getCallerIdentity()
        guard let found = BrokerIdentity(answer) else {
            throw .credentials("the credentials are of \(answer.arn), which can't be trusted by a role")
        }
        identity.withLock { $0 = found }
        return found
    }
}

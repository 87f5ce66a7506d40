package import AWS
import Synchronization

/// Who Latchkey itself is to AWS: what mirrored roles trust, and where they stand.
package struct BrokerIdentity: Sendable, Equatable {
    package var account: AccountID
    package var partition: Partition
    /// The user or role whose credentials these are.
    package var principal: ARN

    /// Takes the ARN of a user or role as it is; nil when it names no account.
    package init?(principal: ARN) {
        guard let account = principal.accountID, let partition = Partition(rawValue: principal.partition) else {
            return nil
        }
        self.account = account
        self.partition = partition
        self.principal = principal
    }

    /// Takes what `sts:GetCallerIdentity` answers. A session's role is trusted, not the session, which would end; the
    /// answer doesn't tell a role's path, so for a role that has one the ARN has to be configured.
    package init?(_ identity: CallerIdentity) {
        let arn = identity.arn
        guard arn.service == "sts", arn.resource.hasPrefix("assumed-role/") else {
            self.init(principal: arn)
            return
        }
        let parts = arn.resource.split(separator: "/")
        guard parts.count == 3,
            let role = ARN("arn:\(arn.partition):iam::\(identity.account):role/\(parts[1])")
        else { return nil }
        self.init(principal: role)
    }
}

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

import Concurrency
import RoleMirror

/// What a process remembers between logins to ask AWS for less. None of it decides anything, and none of it is shared
/// between nodes.
package struct ConsoleMemory: Sendable {
    package let broker: BrokerMemory
    let mirror = MirrorCache()
    package let roles = CurrentRoles()
    /// How many roles one process works on at once. All that was read is held until it is written, up to 2 MB for a user
    /// with full quotas; and where IAM takes only so many writes, some logins that get through are worth more than all of
    /// them half done.
    let reconciliations = AsyncSemaphore(count: 32)

    package init(broker: BrokerMemory) {
        self.broker = broker
    }
}

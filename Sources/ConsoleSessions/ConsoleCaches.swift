import AWS
import Concurrency
import RoleMirror

/// What the logins of one process share: what is known already, so that AWS is asked for less, and how much runs at once.
///
/// A login never trusts what is cached here, and nodes don't share it.
package struct ConsoleCaches: Sendable {
    package let broker: BrokerCache
    let mirror = MirrorCache()
    let roles = CurrentRoleCache()
    let shortfalls = BoundedCache<UserName, KnownShortfall>(bound: 10_000)
    /// How many pages may read policies to see whether most of what somebody may do isn't in their role.
    let shortfallReadings = AsyncSemaphore(count: 8)
    /// How many roles one process works on at once. All that was read of a user is held until it is written, up to 2 MB for a
    /// user with full quotas; and where IAM takes only so many writes, some logins that get through are worth more than all
    /// of them half done.
    let reconciliations = AsyncSemaphore(count: 32)
    /// How many logins may read a user and role before it is known that they have to. Each such reading is dozens of calls,
    /// which a burst of logins must not multiply.
    let earlyReadings = AsyncSemaphore(count: 4)

    package init(broker: BrokerCache) {
        self.broker = broker
    }
}

import AWS
import FoundationEssentials
import Synchronization

/// Whose roles a process has lately seen to be current: a hint for what to ask AWS for at once, never a reason to let
/// anybody in.
package final class CurrentRoles: Sendable {
    struct Known: Sendable {
        var syncedAt: Date
        /// Of the user that the role was synced to.
        var userDigest: String
        /// The keys of session tags that contradicted the user's own.
        var contradictedTagKeys: [String]
    }

    /// The most readings on suspicion at once: each is dozens of calls, which a burst of logins must not multiply.
    private static let largestSuspicion = 4

    private let readings = Mutex(0)
    private let known = BoundedCache<UserName, Known>(bound: 10_000)

    package init() {}

    /// Whether to read on suspicion, before it is known that a role isn't current; whoever does says when it is over.
    func beginReading() -> Bool {
        readings.withLock { count in
            guard count < Self.largestSuspicion else { return false }
            count += 1
            return true
        }
    }

    func endReading() {
        readings.withLock { $0 -= 1 }
    }

    subscript(_ userName: UserName) -> Known? {
        get { known[userName] }
        set { known[userName] = newValue }
    }
}

import AWS
import FoundationEssentials
import Synchronization

/// Whose roles a process has lately seen to be current: a hint for what to ask AWS for at once, never a reason to let
/// anybody in.
package final class CurrentRoles: Sendable {
    /// The most names kept.
    private static let capacity = 10_000

    private let syncedAt = Mutex<[UserName: Date]>([:])

    package init() {}

    subscript(_ userName: UserName) -> Date? {
        get { syncedAt.withLock { $0[userName] } }
        set {
            syncedAt.withLock { names in
                if names.count >= Self.capacity { names.removeAll() }
                names[userName] = newValue
            }
        }
    }
}

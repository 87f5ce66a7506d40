import AWS
import Synchronization

/// The groups that users were in when they were last read: a hint for what to read at once, never what counts.
package final class KnownGroups: Sendable {
    /// The most users kept.
    private static let capacity = 10_000

    private let groups = Mutex<[UserName: [GroupName]]>([:])

    package init() {}

    subscript(_ userName: UserName) -> [GroupName]? {
        get { groups.withLock { $0[userName] } }
        set {
            groups.withLock { groups in
                if groups.count >= Self.capacity, groups[userName] == nil { groups.removeAll() }
                groups[userName] = newValue
            }
        }
    }
}

import AWS
import FoundationEssentials

/// Whose roles this process has lately seen to be current. It suggests what to ask AWS for at once; nobody is let in because
/// of it.
final class CurrentRoleCache: Sendable {
    struct Entry: Sendable {
        /// When the role was last known to equal its plan.
        var syncedAt: Date
        /// The digest of the user that the role was made equal to.
        var userDigest: String
        /// The keys of session tags that contradicted the user's own tags.
        var contradictedTagKeys: [String]
    }

    private let entries = BoundedCache<UserName, Entry>(bound: 10_000)

    subscript(_ userName: UserName) -> Entry? {
        get { entries[userName] }
        set { entries[userName] = newValue }
    }
}

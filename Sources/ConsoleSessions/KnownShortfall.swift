import FoundationEssentials
import IAMPolicy

/// What was found when a user's policies were last read for the page before a login.
struct KnownShortfall: Sendable {
    var readAt: Date
    /// The digest of the user then.
    var userDigest: String
    /// Nil when there was nothing to tell.
    var finding: Finding?
}

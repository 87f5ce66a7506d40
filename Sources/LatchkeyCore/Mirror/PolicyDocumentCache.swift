import AWS
import Synchronization

/// One version of each managed policy by ARN: a version's document never changes, as long as the policy is the same one.
package final class PolicyDocumentCache: Sendable {
    struct Entry {
        /// Of a policy that was deleted and made anew under its name, the ARN and the version are the same.
        var policyID: String
        var versionID: String
        var document: String
    }

    /// The most documents kept; an account has some thousand policies, of which people hold a few hundred.
    private static let capacity = 1_000

    private let entries = Mutex<[ARN: Entry]>([:])

    package init() {}

    subscript(_ arn: ARN) -> Entry? {
        get { entries.withLock { $0[arn] } }
        set {
            entries.withLock { entries in
                if entries.count >= Self.capacity, entries[arn] == nil { entries.removeAll() }
                entries[arn] = newValue
            }
        }
    }
}

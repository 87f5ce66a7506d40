package import AWS
import Synchronization

/// The documents of managed policies by ARN and version: a version's document never changes.
package final class PolicyDocumentCache: Sendable {
    private struct Key: Hashable {
        var arn: ARN
        var version: String
    }

    /// The most documents kept; an account has some thousand policies, of which people hold a few hundred.
    private static let capacity = 1_000

    private let documents = Mutex<[Key: String]>([:])

    package init() {}

    package subscript(_ arn: ARN, _ version: String) -> String? {
        get { documents.withLock { $0[Key(arn: arn, version: version)] } }
        set {
            documents.withLock { documents in
                if documents.count >= Self.capacity { documents.removeAll() }
                documents[Key(arn: arn, version: version)] = newValue
            }
        }
    }
}

package import AWS
import Synchronization

/// One version of each managed policy by ARN: a version's document never changes.
package final class PolicyDocumentCache: Sendable {
    /// The most documents kept; an account has some thousand policies, of which people hold a few hundred.
    private static let capacity = 1_000

    private let documents = Mutex<[ARN: (version: String, document: String)]>([:])

    package init() {}

    package subscript(_ arn: ARN) -> (version: String, document: String)? {
        get { documents.withLock { $0[arn] } }
        set {
            documents.withLock { documents in
                if documents.count >= Self.capacity, documents[arn] == nil { documents.removeAll() }
                documents[arn] = newValue
            }
        }
    }
}

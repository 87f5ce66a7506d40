package import AWS
import Synchronization

/// The roles that were removed for one request, for the audit record: that of a user who is gone, of an earlier user of the
/// same name, or of an earlier prefix.
package final class RemovedRoles: Sendable {
    private let list = Mutex<[ARN]>([])

    package init() {}

    /// In the order in which they were removed.
    package var arns: [ARN] { list.withLock { $0 } }

    func add(_ arn: ARN) { list.withLock { $0.append(arn) } }
}

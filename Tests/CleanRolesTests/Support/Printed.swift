import RoleCleanup
import Synchronization

@testable import clean_roles

/// Keeps what the program writes.
final class Printed: Sendable {
    private let texts = Mutex((output: "", errors: [String]()))

    var output: String { texts.withLock { $0.output } }
    var errors: [String] { texts.withLock { $0.errors } }

    var streams: Streams {
        Streams(
            output: { [self] text in texts.withLock { $0.output += text } },
            error: { [self] line in texts.withLock { $0.errors.append(line) } })
    }

    func report(_ format: any ReportFormat, _ mode: RoleCleanup.Mode = .remove) -> CleanupReport {
        CleanupReport(format: format, mode: mode, streams: streams)
    }
}

extension RemovalCandidate {
    static let ann = RemovalCandidate(
        userName: "ann", roleARN: "arn:aws:iam::123456789012:role/user-role/user_ann", reason: .expired)
    static let bob = RemovalCandidate(
        userName: "bob", roleARN: "arn:aws:iam::123456789012:role/user-role/user_bob", reason: .userGone)
    /// Nothing tells whose it is.
    static let orphan = RemovalCandidate(
        userName: nil, roleARN: "arn:aws:iam::123456789012:role/user-role/user_", reason: .orphaned)
}

import AWS
import Grants
import Synchronization

/// Which credentials the audit log says that a token was given. An application that asks again with the same token is given
/// the same, and that isn't another grant: such an application asks with each of its own requests.
final class RecordedGrants: Sendable {
    private let bound: Int
    private let known = Mutex<Set<String>>([])

    /// - Parameter bound: the most grants that are remembered. When there are more, all are forgotten, and recorded again.
    init(bound: Int = 16_384) { self.bound = bound }

    /// Whether the record is on the disk.
    func contain(_ answer: Grants.Answer, for session: UserSession) -> Bool {
        known.withLock { $0.contains(Self.name(answer, session)) }
    }

    /// Remembers that the record is on the disk.
    func insert(_ answer: Grants.Answer, for session: UserSession) {
        known.withLock { known in
            if known.count >= bound { known.removeAll(keepingCapacity: true) }
            known.insert(Self.name(answer, session))
        }
    }

    private static func name(_ answer: Grants.Answer, _ session: UserSession) -> String {
        // Neither of the first two has a space.
        "\(answer.grant.credentials.accessKeyID) \(session.request.application) \(session.tokenName)"
    }
}

package import AWS
import Formats
package import FoundationEssentials

/// What the tag on a user says of the user's first access key. It is set before the key is made: so a key whose secret got lost
/// is known, whenever the work is taken up again.
package enum FirstKeyTag: Sendable, Hashable {
    /// A key is being made, since a time of AWS's clock. Any that appeared since and was never used is nobody's.
    case pending(since: Date)
    /// The person was given their first key, and makes further ones themselves.
    case given(AccessKeyID)

    /// The key of the tag. What the file says of a user's tags leaves it alone.
    package static let key = "latchkey:first-key"

    /// Nil for what this doesn't write.
    package init?(_ value: String) {
        let words = value.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
            String($0) ?? ""
        }
        guard words.count == 2 else { return nil }
        switch words[0] {
        case "pending":
            guard let date = Timestamp.parse(words[1]) else { return nil }
            self = .pending(since: date)
        case "given":
            guard let id = AccessKeyID(words[1]) else { return nil }
            self = .given(id)
        default: return nil
        }
    }

    package var value: String {
        switch self {
        case .pending(let date): "pending \(Timestamp.format(date))"
        case .given(let id): "given \(id)"
        }
    }
}

import AWS
import Formats
import IdentityProofs

/// Whose sessions are ended: a principal, or all whose ARN is of a form.
enum RevocationTarget: Sendable, Hashable {
    case uniqueID(String)
    case arn(ARNPattern)

    /// Nil unless `text` is an ARN, in which `*` stands for any text, or the unique ID of a user or role (`AIDA…`, `AROA…`).
    init?(_ text: String) {
        if let pattern = ARNPattern(text) {
            self = .arn(pattern)
        } else if (16...128).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isASCIIDigit || $0.isASCIIUppercase })
        {
            self = .uniqueID(text)
        } else {
            return nil
        }
    }

    var text: String {
        switch self {
        case .uniqueID(let id): id
        case .arn(let pattern): pattern.description
        }
    }

    func names(_ identity: IAMIdentity) -> Bool {
        switch self {
        case .uniqueID(let id): identity.uniqueID == id
        case .arn(let pattern): pattern.matches(identity.arn)
        }
    }
}

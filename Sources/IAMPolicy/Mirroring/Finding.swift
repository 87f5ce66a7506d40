/// A place where a mirrored role can't do what its user can, or the other way round, in words for the user and their
/// security team.
package struct Finding: Sendable, Hashable, Comparable {
    package enum Kind: String, Sendable {
        /// An Allow was left out, so the role may do less than the user.
        case leftOut = "left-out"
        /// A Deny was made wider, so the role may do less than the user.
        case forbidsMore = "forbids-more"
        /// A difference that no policy of the role could remove.
        case note
    }

    package var kind: Kind
    /// The policy that the finding is about, as a person would name it; nil for the role as a whole.
    package var policy: String?
    package var words: String

    package init(_ kind: Kind, policy: String?, _ words: String) {
        self.kind = kind
        self.policy = policy
        self.words = words
    }

    package static func < (a: Finding, b: Finding) -> Bool {
        (a.policy ?? "", a.kind.rawValue, a.words) < (b.policy ?? "", b.kind.rawValue, b.words)
    }
}

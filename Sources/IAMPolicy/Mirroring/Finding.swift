/// What became of a statement in a mirrored role, or a place where the role can't do what its user can or the other way round,
/// in words for the user and their security team.
package struct Finding: Sendable, Hashable, Comparable {
    package enum Kind: String, Sendable {
        /// An Allow was left out, so the role may do less than the user.
        case leftOut = "left-out"
        /// A Deny was made wider, so the role may do less than the user.
        case forbidsMore = "forbids-more"
        /// A statement never applies to the user, and isn't in the role.
        case dropped
        /// A condition of a statement is always true for the user, and isn't in the role.
        case decided
        /// The user's values stand in the place of variables.
        case resolved
        /// A difference that no policy of the role could remove.
        case note
    }

    package var kind: Kind
    /// The policy that the finding is about, as a person would name it; nil for the role as a whole.
    package var policy: String?
    /// The place of the statement in the policy, from 1; nil for the policy as a whole.
    package var statement: Int?
    package var words: String
    /// What to do about it.
    package var advice: String?

    package init(_ kind: Kind, policy: String?, statement: Int? = nil, _ words: String, advice: String? = nil) {
        self.kind = kind
        self.policy = policy
        self.statement = statement
        self.words = words
        self.advice = advice
    }

    package static func < (a: Finding, b: Finding) -> Bool {
        (a.policy ?? "", a.statement ?? 0, a.kind.rawValue, a.words)
            < (b.policy ?? "", b.statement ?? 0, b.kind.rawValue, b.words)
    }
}

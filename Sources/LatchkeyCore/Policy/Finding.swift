/// A place where the mirrored role is not what its user is, in words for the person and their security team.
package struct Finding: Sendable, Hashable, Comparable {
    package enum Kind: String, Sendable {
        /// An Allow that could not be carried over: the role may do less.
        case leftOut = "left-out"
        /// A Deny that could not be kept narrow: the role may do less.
        case forbidsMore = "forbids-more"
        /// What no policy of the role can express.
        case note
    }

    package var kind: Kind
    /// The policy that it is about, as a person would name it; nil for the role as a whole.
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

extension Finding {
    /// What holds for every mirrored role.
    package static let always: [Finding] = [
        Finding(
            .note, policy: nil,
            """
            Policies of resources (buckets, keys, queues) that name the user don't name the role: what only they allow is \
            not allowed to the role, and what only they deny to the user is not denied to it.
            """),
        Finding(
            .note, policy: nil,
            "Calls that AWS takes from users' own keys alone, such as sts:GetSessionToken, are not open to a role."),
    ]
}

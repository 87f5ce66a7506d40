package import AWS

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
            not allowed to the role, and what only they deny to the user is not denied to it. A Deny in them that spares the \
            user by NotPrincipal hits the role.
            """),
        Finding(
            .note, policy: nil,
            """
            Policies of resources, of the organization (SCPs, RCPs) and of VPC endpoints hold for the role as they do for the \
            user, but not where they go by aws:PrincipalArn, aws:PrincipalType, aws:userid, aws:username, \
            aws:MultiFactorAuthPresent, aws:MultiFactorAuthAge, aws:TokenIssueTime, aws:SourceIdentity or the tag \
            \(Tag.mirror.key) in aws:PrincipalTag: such a Deny of the user may not be one of the role, and one of the role \
            not one of the user.
            """),
        Finding(
            .note, policy: nil,
            """
            Calls that AWS takes from users' own keys alone, such as sts:GetSessionToken, are not open to a role. From a \
            role another one can be assumed only where sts:SetSourceIdentity is allowed as well, here and by that role's \
            trust policy, and for an hour at most.
            """),
    ]

    /// What the session tags that the sign-on passes make of a user's role.
    package static func list(of sessionTags: [Tag], for user: User) -> [Finding] {
        let contradicted = user.contradictedTagKeys(of: sessionTags)
        return sessionTags.compactMap { tag in
            if contradicted.contains(tag.key) {
                return Finding(
                    .note, policy: nil,
                    """
                    The session tag “\(tag.key)” of the sign-on isn't passed on: the user has a tag of this key that says \
                    otherwise, and that counts.
                    """)
            }
            guard !user.tags.contains(where: { $0.hasKey(of: tag) }) else { return nil }
            return Finding(
                .note, policy: nil,
                """
                The sign-on passes the session tag “\(tag.key)”: aws:PrincipalTag has it in the role, and not for the user.
                """)
        }
    }
}

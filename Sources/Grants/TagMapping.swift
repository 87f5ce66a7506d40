package import Tokens

/// How one session tag comes about: from a claim of the user's token, or always the same.
package struct TagMapping: Sendable, Hashable {
    /// Where the value comes from.
    package enum Source: Sendable, Hashable {
        case constant(String)
        case claim(ClaimPointer, Need, Lists)
    }

    /// Whether a session may go without the tag.
    package enum Need: Sendable, Hashable {
        case required
        /// The tag isn't set when the token has no such claim, and is dropped when AWS finds the tags too large.
        case optional
    }

    /// What becomes of a claim that is a list.
    package enum Lists: Sendable, Hashable {
        case refused
        /// Its texts are joined by colons, `admins:billing`. A text that has a colon itself is refused.
        case joined
    }

    /// Whether the sessions that this session opens in turn have the tag too.
    package enum Reach: Sendable, Hashable {
        case session
        case transitive
    }

    /// The tag's key, as policies name it: `aws:PrincipalTag/KEY`.
    package var key: String
    package var source: Source
    package var reach: Reach

    package init(key: String, source: Source, reach: Reach = .session) {
        self.key = key
        self.source = source
        self.reach = reach
    }
}

package import AWS

extension User {
    /// The keys of those session tags that say something else than one of the user's own tags.
    ///
    /// The role carries the user's tags. A session tag replaces the role's tag in `aws:PrincipalTag`, so a session with such a
    /// tag would be judged otherwise than the user.
    ///
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    package func contradictedTagKeys(of sessionTags: [Tag]) -> [String] {
        sessionTags.filter { tag in
            tags.contains { $0.hasKey(of: tag) && !$0.hasValue(of: tag) }
        }.map(\.key)
    }
}

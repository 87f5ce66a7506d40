package import AWS
package import IAMPolicy

extension Finding {
    /// How the session tags that the sign-on passes make a user's role differ from the user.
    package static func list(of sessionTags: [Tag], for user: User) -> [Finding] {
        let contradicted = user.contradictedTagKeys(of: sessionTags)
        return sessionTags.compactMap { tag in
            if contradicted.contains(tag.key) {
                return Finding(
                    .note, policy: nil,
                    """
                    The session tag “\(tag.key)” of the sign-on isn't passed on: the user has a tag with this key and another \
                    value, and the user's own tag counts.
                    """)
            }
            guard !user.tags.contains(where: { $0.hasKey(of: tag) }) else { return nil }
            return Finding(
                .note, policy: nil,
                """
                The sign-on passes the session tag “\(tag.key)”: conditions on aws:PrincipalTag see it in the role's \
                sessions, and don't for the user.
                """)
        }
    }
}

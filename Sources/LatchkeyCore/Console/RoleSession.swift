package import AWS

/// What is asked for: a session of the role that mirrors a person's IAM user.
package struct RoleSessionRequest: Sendable {
    /// Whether a role that is known and current is looked at again.
    package enum Sync: Sendable {
        case ifStale
        case always
    }

    /// The IAM user's name as the caller is called; its case doesn't matter.
    package var userName: UserName
    package var duration: SessionDuration
    /// Session tags; one that contradicts a tag of the user's own is not passed on.
    package var tags: [Tag]
    /// Keys of those tags that go along to further roles; what is the key of none means nothing.
    package var transitiveTagKeys: [String]
    package var sync: Sync

    package init(
        userName: UserName, duration: SessionDuration, tags: [Tag] = [], transitiveTagKeys: [String] = [],
        sync: Sync = .ifStale
    ) {
        self.userName = userName
        self.duration = duration
        self.tags = tags
        self.transitiveTagKeys = transitiveTagKeys
        self.sync = sync
    }
}

extension RoleSessionRequest {
    /// The same without the tags of these keys.
    package func without(tagKeys keys: [String]) -> RoleSessionRequest {
        var request = self
        request.tags.removeAll { tag in keys.contains { tag.hasKey($0) } }
        return request
    }
}

extension User {
    /// The keys of session tags that say something else than a tag of the user's own. The role carries the user's tags,
    /// and `aws:PrincipalTag` is what the session tag of a key says where there is one: the role would decide otherwise.
    ///
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    package func contradictedTagKeys(of sessionTags: [Tag]) -> [String] {
        sessionTags.filter { tag in
            tags.contains { $0.hasKey(of: tag) && !$0.hasValue(of: tag) }
        }.map(\.key)
    }
}

/// Credentials of a person's mirrored role.
package struct RoleSession: Sendable {
    package var user: User
    package var roleARN: ARN
    package var credentials: Credentials
    /// How long it lasts, where that is less than was asked for: the broker's own credentials are a role's.
    package var shortenedTo: SessionDuration?
}

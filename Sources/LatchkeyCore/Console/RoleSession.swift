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
    package var tags: [Tag]
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

/// Credentials of a person's mirrored role.
package struct RoleSession: Sendable {
    package var user: User
    package var roleARN: ARN
    package var credentials: Credentials
    /// How long it lasts, where that is less than was asked for: the broker's own credentials are a role's.
    package var shortenedTo: SessionDuration?
}

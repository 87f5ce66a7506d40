package import AWS

/// Which session is asked for: whose role, for how long, and with which tags.
package struct RoleSessionRequest: Sendable {
    /// When a role is compared with its user before a session of it is opened.
    package enum Sync: Sendable {
        /// When it isn't known to be current.
        case ifStale
        /// In any case.
        case always
    }

    /// The IAM user's name as the caller is called. Its case doesn't matter.
    package var userName: UserName
    package var duration: SessionDuration
    /// Session tags. A tag that contradicts one of the user's own tags isn't passed on.
    package var tags: [Tag]
    /// The keys of those tags that go along when the session assumes another role. A key that none of the tags has is
    /// ignored.
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
    /// The same without the tags that have these keys.
    package func without(tagKeys keys: [String]) -> RoleSessionRequest {
        var request = self
        request.tags.removeAll { tag in keys.contains { tag.hasKey($0) } }
        return request
    }

    /// The same for the user whose name IAM spells `userName`.
    func renamed(_ userName: UserName) -> RoleSessionRequest {
        var request = self
        request.userName = userName
        return request
    }
}

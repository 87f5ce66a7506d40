package import FoundationEssentials

/// How roles are kept.
package struct MirrorConfiguration: Sendable {
    package var naming: RoleNaming
    /// How long a role is kept after the last login, in seconds.
    package var roleTimeToLive: TimeInterval
    /// How long a synced role counts as current, in seconds.
    package var syncInterval: TimeInterval

    package init(naming: RoleNaming, roleTimeToLive: TimeInterval = 86_400, syncInterval: TimeInterval = 300) {
        self.naming = naming
        self.roleTimeToLive = roleTimeToLive
        self.syncInterval = syncInterval
    }
}

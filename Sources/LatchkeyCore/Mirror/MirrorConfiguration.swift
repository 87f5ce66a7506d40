package import FoundationEssentials
package import IAMPolicy

/// How roles are kept.
package struct MirrorConfiguration: Sendable {
    package var naming: RoleNaming
    /// How long a role is kept after the last login, in seconds.
    package var roleTimeToLive: TimeInterval
    /// How long a synced role counts as current, in seconds.
    package var syncInterval: TimeInterval
    /// Whether the sign-on proves a second factor; conditions on it are decided by this.
    package var mfa: PrincipalFacts.MFA

    package init(
        naming: RoleNaming, roleTimeToLive: TimeInterval = 86_400, syncInterval: TimeInterval = 300,
        mfa: PrincipalFacts.MFA = .absent
    ) {
        self.naming = naming
        self.roleTimeToLive = roleTimeToLive
        self.syncInterval = syncInterval
        self.mfa = mfa
    }
}

extension MirrorConfiguration {
    /// The same, with roles that stay for as long as these sessions of them last.
    package func keepingRoles(for durations: [SessionDuration]) -> MirrorConfiguration {
        var kept = self
        kept.roleTimeToLive = durations.map { TimeInterval($0.seconds) }.reduce(roleTimeToLive, max)
        return kept
    }
}

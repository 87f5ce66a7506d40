package import AWS
package import FoundationEssentials
package import IAMPolicy

/// How roles are named, planned and kept.
package struct MirrorConfiguration: Sendable {
    package var naming: RoleNaming
    /// The table of role records, which sessions of the roles must not write to; nil when there is none.
    package var table: String?
    /// How long a role is kept after the last login, in seconds.
    package var roleTimeToLive: TimeInterval
    /// How long a role counts as current after a sync, in seconds.
    package var syncInterval: TimeInterval
    /// Whether the sign-on proves a second factor; conditions on MFA are decided by this.
    package var mfa: PrincipalFacts.MFA
    /// The permissions boundary that every role has; nil where each has its user's.
    package var boundary: ARN?

    package init(
        naming: RoleNaming, table: String?, roleTimeToLive: TimeInterval = 86_400, syncInterval: TimeInterval = 300,
        mfa: PrincipalFacts.MFA = .absent, boundary: ARN? = nil
    ) {
        self.naming = naming
        self.table = table
        self.roleTimeToLive = roleTimeToLive
        self.syncInterval = syncInterval
        self.mfa = mfa
        self.boundary = boundary
    }
}

extension MirrorConfiguration {
    /// The same, with roles that are kept at least for as long as sessions of them may last, in seconds.
    package func keepingRoles(forSessionsOf durations: [TimeInterval]) -> MirrorConfiguration {
        var kept = self
        kept.roleTimeToLive = durations.reduce(roleTimeToLive, max)
        return kept
    }
}

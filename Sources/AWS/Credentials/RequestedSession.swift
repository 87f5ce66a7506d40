/// A session that is opened with credentials: of a role, or of the user whose credentials they are.
package struct RequestedSession: Sendable, Hashable {
    /// The role; nil for a session of the user, which differs from the user by the MFA code.
    package var roleARN: ARN?
    /// The session's name; nil for one that is made up.
    package var roleSessionName: RoleSessionName?
    package var externalID: String?
    /// A session policy as JSON.
    package var policy: String?
    /// Nil for what AWS takes then.
    package var durationSeconds: Int?
    /// The MFA device whose code has to be given; nil for none.
    package var mfaSerialNumber: String?

    package init(
        roleARN: ARN?, roleSessionName: RoleSessionName? = nil, externalID: String? = nil, policy: String? = nil,
        durationSeconds: Int? = nil, mfaSerialNumber: String? = nil
    ) {
        self.roleARN = roleARN
        self.roleSessionName = roleSessionName
        self.externalID = externalID
        self.policy = policy
        self.durationSeconds = durationSeconds
        self.mfaSerialNumber = mfaSerialNumber
    }

    /// The same, cut down; a session of the user can't be.
    func limited(to limits: SessionLimits?) -> RequestedSession {
        guard roleARN != nil, let limits else { return self }
        var copy = self
        (copy.durationSeconds, copy.policy) = (limits.durationSeconds, limits.policy)
        return copy
    }
}

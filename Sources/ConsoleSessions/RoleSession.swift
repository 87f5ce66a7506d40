package import AWS

/// A session of a person's role.
package struct RoleSession: Sendable {
    package var user: User
    package var roleARN: ARN
    package var credentials: Credentials
    /// How long the session lasts if that is less than was asked for, because Latchkey's own credentials belong to a role;
    /// nil otherwise.
    package var shortenedTo: SessionDuration?
}

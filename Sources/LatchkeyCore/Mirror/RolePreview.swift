package import AWS

/// What a sync would find and do.
package struct RolePreview: Sendable {
    package var plan: RolePlan
    package var roleARN: ARN
    /// Nil before the first login.
    package var record: RoleRecord?
    /// Empty when the role is as planned.
    package var writes: [RoleWrite]
}

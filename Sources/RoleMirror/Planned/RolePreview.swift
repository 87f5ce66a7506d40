package import AWS
package import FoundationEssentials
package import RoleRecords

/// What reconciling a user's role now would find and write.
package struct RolePreview: Sendable {
    /// As they are now.
    package var user: User
    package var plan: RolePlan
    package var roleARN: ARN
    package var hasRole: Bool
    /// Whether the role that is there is of another user, who had the name before: it would be removed.
    package var replacesFormerUsersRole = false
    /// Nil before the first login.
    package var record: RoleRecord?
    /// Empty when the role is as planned.
    package var changes: [RoleChange]

    /// Sessions that began before this date are denied everything; nil where none are.
    package var revokedBefore: Date? {
        plan.inlinePolicies[.revocation]?.deniedSessionsEnd ?? record?.revokedAt
    }
}

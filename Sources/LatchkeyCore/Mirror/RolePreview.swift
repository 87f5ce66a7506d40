package import AWS
package import FoundationEssentials
import IAMPolicy
package import RoleRecords

/// What a sync would find and do.
package struct RolePreview: Sendable {
    package var plan: RolePlan
    package var roleARN: ARN
    package var hasRole: Bool
    /// Nil before the first login.
    package var record: RoleRecord?
    /// Empty when the role is as planned.
    package var writes: [RoleWrite]

    /// Sessions that began before are shut out; nil where none are.
    package var revokedBefore: Date? {
        plan.inlinePolicies[.revocation]?.deniedSessionsEnd ?? record?.revokedAt
    }
}

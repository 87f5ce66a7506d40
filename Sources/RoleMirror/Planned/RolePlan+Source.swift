package import AWS
package import IAMPolicy

extension RolePlan {
    /// One of the user's policies, and what became of it.
    package struct Source: Sendable, Equatable {
        package enum Standing: String, Sendable {
            /// Attached to the role as it is.
            case attached
            /// Its statements are in policies of the role, among others.
            case merged
            /// None of its statements is in the role.
            case dropped
            /// The user's permissions boundary is the role's.
            case boundary
            /// A policy made for this role replaces the user's permissions boundary.
            case boundaryCopy = "boundary-copy"
        }

        package var name: String
        /// The group that an inline policy belongs to.
        package var group: String?
        /// Nil for an inline policy.
        package var arn: ARN?
        package var standing: Standing
        /// What became of its statements, but those that are as they were.
        package var findings: [Finding] = []
    }
}

package import AWS

extension RolePlan {
    /// One of the user's policies, and what became of it.
    package struct Source: Sendable, Equatable {
        package enum Standing: String, Sendable {
            /// Attached to the role as it is.
            case attached
            /// Its statements are in policies of the role, among others.
            case merged
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
    }
}

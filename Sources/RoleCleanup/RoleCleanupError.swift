package import AWS
package import RoleMirror

/// Why a role or policy could not be removed or updated.
package enum RoleCleanupError: Error, Sendable {
    /// The user's record doesn't hold the ARN of a role.
    case malformedRecord
    /// The record names a role that Latchkey didn't make, so it is not touched.
    case foreignRole(ARN)
    /// The role could not be deleted, or not be made equal to its user.
    case mirror(RoleMirrorError)
    /// Any other answer or failure of AWS.
    case aws(AWSError)
}

extension RoleCleanupError {
    /// The failure of AWS behind this error.
    package var awsError: AWSError? {
        switch self {
        case .aws(let error): error
        case .mirror(let error): error.awsError
        case .malformedRecord, .foreignRole: nil
        }
    }
}

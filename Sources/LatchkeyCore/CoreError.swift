package import AWS
package import RoleMirror

/// Why Latchkey could not do what it was asked.
package indirect enum CoreError: Error, Sendable {
    /// What keeps a role from being mirrored.
    case mirror(RoleMirrorError)
    /// AWS refuses to let the broker assume the role, and waiting won't change that.
    case assumeRoleDenied(AWSError)
    /// The role is new or changed, and AWS didn't let it be assumed within the bound.
    case roleNotReady(waited: Duration, AWSError)
    /// STS refuses the session tags: too many, too long or too large when packed.
    case sessionTagsRefused(AWSError)
    /// Any other answer or failure of AWS.
    case aws(AWSError)
}

extension CoreError {
    /// The failure of AWS behind this error, for the log.
    package var awsError: AWSError? {
        switch self {
        case .assumeRoleDenied(let error), .roleNotReady(_, let error), .sessionTagsRefused(let error), .aws(let error):
            error
        case .mirror(let error): error.awsError
        }
    }
}

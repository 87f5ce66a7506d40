package import AWS
package import IAMPolicy

/// Why Latchkey could not do what it was asked.
package indirect enum CoreError: Error, Sendable {
    /// There is no IAM user of this name, or no longer one; `removed` is the role that one had left behind.
    case userNotFound(UserName, removed: ARN? = nil)
    /// The mirrored role would not fit AWS's limits; nothing was written.
    case limitsExceeded([LimitExcess])
    /// A policy of the user can't be carried over in a way that is certain not to give more; nothing was written.
    case policyNotMirrorable(policy: String, MalformedPolicy)
    /// AWS refuses to let the broker assume the role, and waiting won't change that.
    case assumeRoleDenied(AWSError)
    /// The role is new or changed, and AWS didn't let it be assumed within the bound.
    case roleNotReady(waited: Duration, AWSError)
    /// Another login keeps this user's role busy for longer than the bound, or the user was changed meanwhile.
    case roleBusy
    /// Other logins' syncs went first for as long as the request may take; nothing was written.
    case tooManySyncs
    /// STS refuses the session tags: too many, too long or too large when packed.
    case sessionTagsRefused(AWSError)
    /// The record's role is not one of Latchkey's, so it is not touched.
    case foreignRole(ARN)
    /// The record of this user names no role.
    case malformedRecord(String)
    /// Any other answer or failure of AWS.
    case aws(AWSError)
}

extension CoreError {
    /// The failure of AWS behind this error, for the log.
    package var awsError: AWSError? {
        switch self {
        case .assumeRoleDenied(let error), .roleNotReady(_, let error), .sessionTagsRefused(let error), .aws(let error):
            error
        default: nil
        }
    }
}

package import AWS
package import IAMPolicy

/// Why a role could not be made, changed, previewed or removed.
package enum RoleMirrorError: Error, Sendable {
    /// There is no IAM user of this name, or no longer one; `removed` is the role of theirs that was removed because of it.
    case userNotFound(UserName, removed: ARN? = nil)
    /// The mirrored role would not fit AWS's limits; nothing was written.
    case limitsExceeded([LimitExcess])
    /// A policy of the user can't be mirrored in a way that is certain not to give more; nothing was written.
    case policyNotMirrorable(policy: String, MalformedPolicy)
    /// The user has a permissions boundary, and every role has to have another one; nothing was written.
    case boundaryTaken(ARN, required: ARN)
    /// Somebody else is at work on the role for longer than this waited, or the user was changed meanwhile.
    case roleBusy
    /// Other logins went first for as long as the request may take; nothing was written.
    case tooManyReconciliations
    /// A role of the same name isn't Latchkey's, so it is not touched.
    case foreignRole(ARN)
    /// Any other answer or failure of AWS.
    case aws(AWSError)
}

extension RoleMirrorError {
    /// The failure of AWS behind this error, for the log.
    package var awsError: AWSError? {
        guard case .aws(let error) = self else { return nil }
        return error
    }
}

extension AWSError {
    /// Something exists that didn't when IAM was read, or the other way round: it was changed since, or IAM's answer was out of date.
    var contradictsReading: Bool { isNoSuchEntity || code == .entityAlreadyExists }
}

/// Runs `body` and throws what AWS says as ``RoleMirrorError/aws(_:)``.
func mappingAWSErrors<Value>(
    _ body: () async throws(AWSError) -> Value
) async throws(RoleMirrorError) -> Value {
    do throws(AWSError) { return try await body() } catch { throw .aws(error) }
}

package import AWS

/// Why a user's access keys couldn't be listed or changed.
package enum AccessKeysError: Error, Sendable {
    /// There is no IAM user of this name.
    case userNotFound(UserName)
    /// The user is Latchkey's own, or isn't among those who are served.
    case userNotServed(UserName)
    /// The user has no access key with this ID. It makes no difference whether somebody else has.
    case keyNotFound(AccessKeyID)
    /// The user has as many access keys as IAM allows. Nothing was made.
    case limitReached(existing: [AccessKeyID])
    /// The user's access keys are no longer those that the caller saw when asking for another one. Nothing was made.
    case keysChanged(existing: [AccessKeyID])
    /// AWS didn't say whether it made an access key.
    case outcomeUnknown(LostAccessKey.Outcome, AWSError)
    /// Any other failure of a call to AWS.
    case aws(AWSError)
}

extension AccessKeysError {
    /// The failure of AWS behind this error, for the log.
    package var awsError: AWSError? {
        switch self {
        case .outcomeUnknown(_, let error), .aws(let error): error
        case .userNotFound, .userNotServed, .keyNotFound, .limitReached, .keysChanged: nil
        }
    }

    /// Runs `body` and throws its failure as ``aws(_:)``.
    static func wrapping<Value>(
        _ body: () async throws(AWSError) -> Value
    ) async throws(AccessKeysError) -> Value {
        do throws(AWSError) { return try await body() } catch { throw .aws(error) }
    }
}

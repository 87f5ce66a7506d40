package import AWS
package import RoleMirror

/// Why no session of a role could be opened, or a role's sessions not be ended.
package enum ConsoleSessionsError: Error, Sendable {
    /// The role could not be made, changed, previewed or removed, or there is no such user.
    case mirror(RoleMirrorError)
    /// The user is Latchkey's own, or isn't among those who are served.
    case userNotServed(UserName)
    /// AWS refuses to let Latchkey assume the role, and waiting won't change that.
    case assumeRoleDenied(AWSError)
    /// The role is new or was changed, and AWS didn't let it be assumed within the time that a login waits.
    case roleNotReady(waited: Duration, AWSError)
    /// STS refuses the session tags: they are too many, too long, or too large when packed.
    case sessionTagsRefused(AWSError)
    /// Any other failure of a call to AWS.
    case aws(AWSError)
}

extension ConsoleSessionsError {
    /// The failure of AWS behind this error, for the log.
    package var awsError: AWSError? {
        switch self {
        case .assumeRoleDenied(let error), .roleNotReady(_, let error), .sessionTagsRefused(let error), .aws(let error):
            error
        case .mirror(let error): error.awsError
        case .userNotServed: nil
        }
    }

    /// What a refusal of `sts:AssumeRole` means.
    init(refusal error: AWSError) {
        self =
            if error.isAccessDenied {
                .assumeRoleDenied(error)
            } else if error.isTagRefusal {
                .sessionTagsRefused(error)
            } else {
                .aws(error)
            }
    }

    /// Runs `body` and throws its failure as ``mirror(_:)``.
    static func wrapping<Value>(
        _ body: () async throws(RoleMirrorError) -> Value
    ) async throws(ConsoleSessionsError) -> Value {
        do throws(RoleMirrorError) { return try await body() } catch { throw .mirror(error) }
    }

    /// Runs `body` and throws its failure as ``aws(_:)``.
    static func wrapping<Value>(
        _ body: () async throws(AWSError) -> Value
    ) async throws(ConsoleSessionsError) -> Value {
        do throws(AWSError) { return try await body() } catch { throw .aws(error) }
    }
}

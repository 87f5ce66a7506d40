internal import AWS
internal import Formats
internal import HTTPTypes
package import Problems
internal import RoleMirror

extension CoreError: ProblemConvertible {
    /// What the caller is told: in words for them, with what AWS said left to the log.
    package var problem: Problem {
        switch self {
        case .mirror(let error): error.problem
        case .assumeRoleDenied(let error): .assumeRoleDenied(error)
        case .roleNotReady(let waited, let error): .roleNotReady(waited, error)
        case .sessionTagsRefused(let error): .sessionTagsRefused(error)
        case .aws(let error): error.problem
        }
    }
}

extension Problem {
    static func assumeRoleDenied(_ error: AWSError) -> Problem {
        Problem(
            "assume-role-denied", status: .badGateway, title: "AWS doesn't let us enter your role",
            detail: """
                Your role is as it should be, but AWS refuses Latchkey to assume it. The permission sts:AssumeRole, \
                sts:SetSourceIdentity or sts:TagSession on it is missing, or a policy of the organization forbids it. \
                Nobody was signed in. Tell the people who run this page.
                """,
            cause: "\(error)")
    }

    static func roleNotReady(_ waited: Duration, _ error: AWSError) -> Problem {
        Problem(
            "role-not-ready", status: .serviceUnavailable, title: "AWS doesn't know your new role yet",
            detail: """
                Your role was made just now, and AWS still refused it after \(waited.components.seconds) s. That usually \
                passes within a minute: try again. If it doesn't, sts:AssumeRole on it is not permitted to Latchkey.
                """,
            retryAfter: 15, cause: "\(error)")
    }

    static func sessionTagsRefused(_ error: AWSError) -> Problem {
        Problem(
            "session-tags-refused", status: .badGateway, title: "AWS refuses your session tags",
            detail: """
                The tags that the sign-on passes for you are too many or too long for AWS. Nobody was signed in. Tell the \
                people who run this page: fewer or shorter LATCHKEY_TAG_… values are needed.
                """,
            cause: "\(error)")
    }
}

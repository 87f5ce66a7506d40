import AWS
import HTTPTypes
package import Problems
import RoleMirror

extension ConsoleSessionsError: ProblemConvertible {
    /// What the person is told. What AWS said goes to the log alone.
    package var problem: Problem {
        switch self {
        case .mirror(let error): error.problem
        case .userNotServed(let user): .userNotServed(user)
        case .assumeRoleDenied(let error): .assumeRoleDenied(error)
        case .roleNotReady(let waited, let error): .roleNotReady(waited, error)
        case .sessionTagsRefused(let error): .sessionTagsRefused(error)
        case .aws(let error): error.problem
        }
    }
}

extension Problem {
    fileprivate static func assumeRoleDenied(_ error: AWSError) -> Problem {
        Problem(
            "assume-role-denied", status: .badGateway, title: "AWS doesn't let us enter your role",
            detail: """
                Your role is as it should be, but AWS doesn't let Latchkey assume it. Latchkey lacks the permission \
                sts:AssumeRole, sts:SetSourceIdentity or sts:TagSession on the role, or a policy of the organization \
                denies it. Nobody was signed in. Tell the people who run this page.
                """,
            cause: "\(error)")
    }

    fileprivate static func roleNotReady(_ waited: Duration, _ error: AWSError) -> Problem {
        Problem(
            "role-not-ready", status: .serviceUnavailable, title: "AWS doesn't know your new role yet",
            detail: """
                Your role was made or changed just now, and after \(waited.components.seconds) s AWS still refuses it. That \
                usually passes within a minute, so try again. If it doesn't, tell the people who run this page: Latchkey may \
                lack the permission sts:AssumeRole on the role.
                """,
            retryAfter: 15, cause: "\(error)")
    }

    fileprivate static func sessionTagsRefused(_ error: AWSError) -> Problem {
        Problem(
            "session-tags-refused", status: .badGateway, title: "AWS refuses your session tags",
            detail: """
                The tags that the sign-on passes for you are too many or too long for AWS. Nobody was signed in. Tell the \
                people who run this page that the LATCHKEY_TAG_… values have to be fewer or shorter.
                """,
            cause: "\(error)")
    }
}

import AWS
import Formats
internal import HTTPTypes
import IAMPolicy
package import Problems

extension CoreError: ProblemConvertible {
    /// What the caller is told: in words for them, with what AWS said left to the log.
    package var problem: Problem {
        switch self {
        case .userNotFound(let user, _): .userNotFound(user)
        case .limitsExceeded(let excesses): .limitsExceeded(excesses)
        case .policyNotMirrorable(let policy, let reason): .policyNotMirrorable(policy, reason)
        case .assumeRoleDenied(let error): .assumeRoleDenied(error)
        case .roleNotReady(let waited, let error): .roleNotReady(waited, error)
        case .roleBusy: .roleBusy
        case .tooManySyncs: .throttled("no place among the syncs in time")
        case .sessionTagsRefused(let error): .sessionTagsRefused(error)
        case .foreignRole(let role): .foreignRole(role)
        case .malformedRecord(let user): .unexpected("the record of \(user) names no role")
        case .aws(let error): error.problem
        }
    }
}

extension Problem {
    static func limitsExceeded(_ excesses: [LimitExcess]) -> Problem {
        let sentences = excesses.map { "\($0.needed) \($0.limit.rawValue), where AWS allows \($0.allowed)" }
        return Problem(
            "iam-limit-exceeded", status: .badRequest, title: "IAM limit exceeded",
            detail: """
                A role with all your rights would need \(sentences.joined(separator: "; and ")). Nothing was written. Ask \
                the people who run your AWS account to merge policies or to have the limit raised.
                """,
            members: [
                .init(
                    "limits",
                    .array(
                        excesses.map {
                            [
                                "limit": .string($0.limit.rawValue), "needed": .integer($0.needed),
                                "allowed": .integer($0.allowed),
                            ]
                        }))
            ])
    }

    static func policyNotMirrorable(_ policy: String, _ reason: MalformedPolicy) -> Problem {
        Problem(
            "policy-not-mirrorable", status: .badRequest, title: "One of your policies can't be carried over",
            detail: """
                The policy “\(policy)” can't be read in a way that is certain not to give you more than you have. \
                Nothing was written. Ask the people who run your AWS account to look at it.
                """,
            cause: "\(policy): \(reason)")
    }

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

    static var roleBusy: Problem {
        Problem(
            "role-busy", status: .serviceUnavailable, title: "Your role is being changed",
            detail: """
                Another login or a clean-up is at work on your role, or your IAM user was changed meanwhile. Nobody was \
                signed in. Try again in a moment.
                """,
            retryAfter: 5)
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

    static func foreignRole(_ role: ARN) -> Problem {
        Problem(
            "foreign-role", status: .conflict, title: "Your role's name is taken",
            detail: """
                There is a role of this name that Latchkey didn't make: \(role). It was left alone. Ask the people who run \
                your AWS account to rename it, or to choose another LATCHKEY_ROLE_PREFIX.
                """)
    }
}

import AWS
import Formats
import HTTPTypes
import IAMPolicy
package import Problems

extension RoleMirrorError: ProblemConvertible {
    /// What the person is told. What AWS said goes to the log alone.
    package var problem: Problem {
        switch self {
        case .userNotFound(let user, removed: _): .userNotFound(user)
        case .limitsExceeded(let excesses): .limitsExceeded(excesses)
        case .policyNotMirrorable(let policy, let reason): .policyNotMirrorable(policy, reason)
        case .boundaryTaken(let boundary, let required): .boundaryTaken(boundary, required: required)
        case .roleBusy: .roleBusy
        case .tooManyReconciliations: .throttled("too many roles are being worked on")
        case .foreignRole(let role): .foreignRole(role)
        case .aws(let error): error.problem
        }
    }
}

extension Problem {
    /// The role would pass limits of AWS's: 400, naming them.
    fileprivate static func limitsExceeded(_ excesses: [LimitExcess]) -> Problem {
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

    /// A policy can't be mirrored for certain: 400.
    fileprivate static func policyNotMirrorable(_ policy: String, _ reason: MalformedPolicy) -> Problem {
        Problem(
            "policy-not-mirrorable", status: .badRequest, title: "One of your policies can't be carried over",
            detail: """
                The policy “\(policy)” can't be read in a way that is certain not to give you more than you have. \
                Nothing was written. Ask the people who run your AWS account to look at it.
                """,
            cause: "\(policy): \(reason)")
    }

    /// Somebody else is at work on the role: 503.
    fileprivate static var roleBusy: Problem {
        Problem(
            "role-busy", status: .serviceUnavailable, title: "Your role is being changed",
            detail: """
                Another login or a clean-up is at work on your role, or your IAM user was changed meanwhile. Nobody was \
                signed in. Try again in a moment.
                """,
            retryAfter: 5)
    }

    /// A role of this name isn't Latchkey's: 409.
    fileprivate static func foreignRole(_ role: ARN) -> Problem {
        Problem(
            "foreign-role", status: .conflict, title: "Your role's name is taken",
            detail: """
                There is a role of this name that isn't marked as yours: \(role). It was left alone. Ask the people who run \
                your AWS account to delete it, or to choose another LATCHKEY_ROLE_PREFIX.
                """)
    }
}

import Formats
import HTTPTypes
package import Problems
import Transport

extension AWSError: ProblemConvertible {
    /// What the person who made the incoming request is told.
    package var problem: Problem {
        switch self {
        case .service(let error) where error.isThrottling || error.isConflictOfTheMoment:
            .throttled(description)
        case .rateLimited: .throttled(description)
        case .service(let error) where error.isAccessDenied:
            .permissionMissing(error)
        case .service(let error) where error.isInvalidCredentials:
            .ownCredentials("\(error)")
        case .service(let error) where error.code == .limitExceeded:
            Problem(
                "iam-limit-exceeded", status: .badRequest, title: "IAM limit exceeded",
                detail: """
                    AWS says that \(error.operation.name) would exceed one of the account's limits. Latchkey has undone \
                    what it began, or completes it the next time. Ask the people who run your AWS account.
                    """,
                cause: description)
        case .service(let error) where error.isServerFailure: .unavailable("\(error)")
        case .service, .malformedResponse:
            Problem(
                "aws-refused", status: .badGateway, title: "AWS didn't do what it was asked",
                detail: """
                    AWS refused one of Latchkey's own requests. Latchkey completes what it began the next time you try. \
                    If this happens again, give the request's id to the people who run this page.
                    """,
                cause: description)
        case .credentials(let reason): .ownCredentials(reason)
        case .transport(.deadlineExceeded, _), .transport(.cancelled, _), .deadlineExceeded: .timeIsUp
        case .transport(.responseTooLarge, _), .transport(.notSent, _), .transport(.interrupted, _):
            .unavailable(description)
        }
    }
}

extension Problem {
    /// AWS throttles us, or we would send more requests than AWS allows (503).
    package static func throttled(_ cause: String) -> Problem {
        Problem(
            "aws-throttled", status: .serviceUnavailable, title: "AWS gets too many requests at the moment",
            detail: "AWS accepts no more requests just now. Nothing is lost: try again in a moment.",
            retryAfter: 10, cause: cause)
    }

    fileprivate static func unavailable(_ cause: String) -> Problem {
        Problem(
            "aws-unavailable", status: .serviceUnavailable, title: "AWS can't be reached",
            detail: """
                AWS doesn't respond as it should. Latchkey completes what it began the next time: try again in a while.
                """,
            retryAfter: 10, cause: cause)
    }

    fileprivate static func permissionMissing(_ error: ServiceError) -> Problem {
        let permission = "\(error.service.rawValue):\(error.operation.name)"
        return Problem(
            "permission-missing", status: .badGateway, title: "Latchkey lacks a permission",
            detail: """
                AWS doesn't let Latchkey do this: the permission \(permission) is missing from its own policy, or another \
                policy denies it. Tell the people who run this page.
                """,
            members: [.init("permission", .string(permission))], cause: "\(error)")
    }

    fileprivate static func ownCredentials(_ cause: String) -> Problem {
        Problem(
            "no-aws-credentials", status: .serviceUnavailable, title: "Latchkey isn't signed in to AWS itself",
            detail: "Latchkey's own AWS credentials are missing or no longer valid. Tell the people who run this page.",
            retryAfter: 60, cause: cause)
    }
}

import Applications
import Formats
import HTTPTypes
import Problems
import Web

/// What clients of iam-session-broker are answered, in whose place Latchkey stands: their words and their two members, beside
/// those of a problem.
enum SessionBrokerAnswers {
    /// There is no user's token in the query, or more than one.
    struct MissingToken: Error {}

    /// The problem, with `statusCode` and `message`.
    static func problem(for error: any Error, name: String) -> any Error {
        switch error {
        case ApplicationsError.alreadyRegistered:
            return adding(to: ApplicationsError.problem(of: error), "Application \(name) already exists", .badRequest)
        case ApplicationsError.notRegistered:
            return adding(to: ApplicationsError.problem(of: error), "Application \(name) does not exist")
        case is MissingToken:
            return adding(
                to: .malformed("jwt", "The user's token is missing: send it as “jwt”."), "Missing jwt parameter")
        case let refusal as TokenRefusal:
            return adding(to: refusal.problem, "Could not verify JWT: \(refusal.reason)")
        case let problem as Problem: return adding(to: problem, problem.detail)
        case let error as any ProblemConvertible: return adding(to: error.problem, error.problem.detail)
        default: return error
        }
    }

    private static func adding(to problem: Problem?, _ message: String, _ status: HTTPResponse.Status? = nil) -> Problem
    {
        var problem = problem ?? .unexpected(message)
        if let status { problem.status = status }
        problem.members += [
            .init("statusCode", .integer(problem.status.code)), .init("message", .string(message)),
        ]
        return problem
    }
}

extension ApplicationsError {
    fileprivate static func problem(of error: any Error) -> Problem? { (error as? any ProblemConvertible)?.problem }
}

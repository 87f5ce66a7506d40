import Formats
import HTTPTypes
import Machines
import Problems
import Web

/// Why the token endpoint gives nothing (RFC 6749, section 5.2).
enum OAuthError: Error, Sendable, Equatable {
    /// A member is missing, or has the wrong form.
    case invalidRequest(String)
    /// No client of this name may ask. With `isAuthenticated` it came in an `Authorization` field.
    case invalidClient(isAuthenticated: Bool)
    case unsupportedGrantType
    /// There is no such code; it was used, or has expired.
    case codeSpent
    /// The code belongs to another client or redirect, or the verifier is another one.
    case codeOfAnother
    /// The machine isn't signed in.
    case machine(MachinesError)

    /// The code of RFC 6749.
    var code: String {
        switch self {
        case .invalidRequest: "invalid_request"
        case .invalidClient: "invalid_client"
        case .unsupportedGrantType: "unsupported_grant_type"
        case .codeSpent, .codeOfAnother, .machine: "invalid_grant"
        }
    }

    /// A sentence without quotes, as RFC 6749 wants it.
    var words: String {
        switch self {
        case .invalidRequest(let words): words
        case .invalidClient: "LATCHKEY_OAUTH_CLIENTS doesn't have this client."
        case .unsupportedGrantType: "grant_type should be authorization_code or refresh_token."
        case .codeSpent: "The code is none, was used, or is older than a minute."
        case .codeOfAnother: "The code was given to another client, for another redirect_uri or another code_verifier."
        case .machine(let error): error.words
        }
    }

    /// The answer.
    func reply(to context: RequestContext) -> Reply {
        var reply = Reply.json(
            problem.json(id: context.id), status: problem.status, caching: .neverAtAll)
        if case .invalidClient(isAuthenticated: true) = self {
            reply.fields[.wwwAuthenticate] = "Basic realm=\"latchkey\""
        }
        return reply
    }
}

extension OAuthError: ProblemConvertible {
    var problem: Problem {
        // The table can't be read or written: that isn't the client's fault.
        if case .machine(let error) = self, error.isOfTheServer { return error.problem }
        var status = HTTPResponse.Status.badRequest
        if case .invalidClient(isAuthenticated: true) = self { status = .unauthorized }
        return Problem(
            "oauth-refused", status: status, title: "No tokens are given for this",
            detail: "\(words) Nothing was given.",
            members: [.init("error", .string(code)), .init("error_description", .string(words))],
            cause: "\(self)")
    }
}

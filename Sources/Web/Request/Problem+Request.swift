import Formats
package import HTTPTypes
package import Problems

/// What can be wrong with a request before any work is done for it.
extension Problem {
    /// No route has this path: 404.
    package static var notFound: Problem {
        Problem(
            "not-found", status: .notFound, title: "There is nothing here",
            detail: "No page or resource has this address. Nothing was done. Check the address.")
    }

    /// The path is there, the method isn't: 405.
    package static func methodNotAllowed(_ allow: [HTTPRequest.Method]) -> Problem {
        let methods = allow.map(\.rawValue).joined(separator: ", ")
        return Problem(
            "method-not-allowed", status: .methodNotAllowed, title: "That can't be done here",
            detail: "This address takes \(methods). Nothing was done.", allow: allow)
    }

    /// Nothing that the route offers is acceptable: 406.
    package static func notAcceptable(_ offers: [MediaType]) -> Problem {
        let names = offers.map(\.description).joined(separator: " or ")
        return Problem(
            "not-acceptable", status: .notAcceptable, title: "No form of the answer is acceptable",
            detail: "This address answers with \(names), and the Accept header takes neither. Nothing was done.")
    }

    /// Something in the request is malformed: 400, naming where.
    package static func malformed(_ member: String, _ detail: String) -> Problem {
        Problem(
            "malformed-request", status: .badRequest, title: "The request is malformed",
            detail: "\(detail) Nothing was done.", members: [.init("member", .string(member))])
    }

    /// The body is of a type that isn't taken here: 415.
    package static func unsupportedBody(_ accepted: String) -> Problem {
        Problem(
            "unsupported-body", status: .unsupportedMediaType, title: "The body's type isn't taken here",
            detail: "This address takes a body of \(accepted). Nothing was done.")
    }

    /// The body is larger than is taken: 413.
    package static var bodyTooLarge: Problem {
        Problem(
            "body-too-large", status: .contentTooLarge, title: "The request is too large",
            detail: "The body is larger than this address takes. Nothing was done.")
    }

    /// The change may have been asked for by another site: 403.
    package static func forged(_ reason: String) -> Problem {
        Problem(
            "forged-request", status: .forbidden, title: "This didn't come from our own page",
            detail: """
                \(reason) Nothing was changed. In a browser, go back, load the page again and repeat it; a program \
                sends “Content-Type: application/json”.
                """,
            cause: reason)
    }

    /// As many of the caller's requests as one may have are under way: 429.
    package static var tooManyRequests: Problem {
        Problem(
            "too-many-requests", status: .tooManyRequests, title: "Too many requests from you",
            detail: "As many requests as one person may have are under way. Nothing was done. Try again in a moment.",
            retryAfter: 1)
    }

    /// The form comes from a page of ours that the caller loaded too long ago: 403.
    package static var pageExpired: Problem {
        var problem = Problem(
            "page-expired", status: .forbidden, title: "This page stood open too long",
            detail: "Its form is no longer taken. Nothing was changed. Load the page again and repeat it.",
            cause: "the form's token has expired")
        problem.wayBack = "Load the page again"
        return problem
    }

    /// As many requests as are borne are under way: 503.
    package static var tooBusy: Problem {
        Problem(
            "too-busy", status: .serviceUnavailable, title: "Too much to do right now",
            detail: "As many requests as this server bears are under way. Nothing was done. Try again in a moment.",
            retryAfter: 1)
    }
}

internal import AWS
import Formats
package import HTTPTypes
package import LatchkeyCore

/// What can be wrong with a request before any work is done for it.
extension Problem {
    /// Why there is no caller.
    package enum IdentityFault: String, Sendable {
        case missing, empty, duplicated, malformed
    }

    /// The web server named no caller, or not one alone: 401.
    package static func notSignedIn(_ fault: IdentityFault) -> Problem {
        Problem(
            "not-signed-in", status: .unauthorized, title: "You are not signed in",
            detail: """
                The sign-on in front of this page didn't say who you are. Nothing was done. Load the page again and \
                sign in; if that doesn't help, tell the people who run it that REMOTE_USER is \(fault.rawValue).
                """,
            cause: "REMOTE_USER is \(fault.rawValue)")
    }

    /// The web server didn't show the secret that it shares with us: 403.
    package static var gatewayUnknown: Problem {
        Problem(
            "gateway-unknown", status: .forbidden, title: "This request didn't come through the sign-on",
            detail: """
                The server in front of this page didn't prove who it is. Nothing was done. The people who run it \
                need to look at LATCHKEY_GATEWAY_SECRET on both sides.
                """,
            cause: "LATCHKEY_GATEWAY_SECRET is missing, duplicated or wrong")
    }

    /// The caller is signed in, but no IAM user can stand for them: 403.
    package static func identityRefused(_ refusal: IdentityRefusal) -> Problem {
        let reason =
            switch refusal {
            case .notAnAddress:
                "You are signed in under a name that isn't an e-mail address, and only those are taken here."
            case .domainNotAllowed: "You are signed in with an address of a domain that isn't taken here."
            case .nameTooLong: "Your name, with what is put in front of it here, is longer than AWS allows."
            }
        return Problem(
            "identity-refused", status: .forbidden, title: "No AWS access under this name",
            detail: "\(reason) Nothing was done. Sign in with another account, or ask the people who run this page.",
            cause: "identity refused: \(refusal)")
    }

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

    /// As many requests as are borne are under way: 503.
    package static var tooBusy: Problem {
        Problem(
            "too-busy", status: .serviceUnavailable, title: "Too much to do right now",
            detail: "As many requests as this server bears are under way. Nothing was done. Try again in a moment.",
            retryAfter: 1)
    }

    /// The request's time is up: 504.
    package static var timeIsUp: Problem {
        Problem(
            "deadline-exceeded", status: .gatewayTimeout, title: "This took too long",
            detail: """
                AWS didn't answer in the time there is. What had begun may have been carried out: look before you \
                repeat it. Trying again is safe.
                """,
            retryAfter: 5)
    }

    /// The unexpected: 500, with words that give nothing away.
    package static func unexpected(_ cause: String) -> Problem {
        Problem(
            "unexpected", status: .internalServerError, title: "Something went wrong here",
            detail: """
                This is our fault, not yours. Look whether what you wanted happened before you repeat it; if it goes \
                on, give the request's id to the people who run this page.
                """,
            cause: cause)
    }
}

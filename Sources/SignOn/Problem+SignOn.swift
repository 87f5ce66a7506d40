import HTTPTypes
package import Problems

/// Why a request has no caller, in words for who sent it.
extension Problem {
    /// Why there is no caller.
    package enum IdentityFault: String, Sendable {
        case missing, empty, duplicated, malformed
    }

    /// The web server named no caller, or several: 401.
    package static func notSignedIn(_ fault: IdentityFault) -> Problem {
        Problem(
            "not-signed-in", status: .unauthorized, title: "You are not signed in",
            detail: """
                The sign-on in front of this page didn't say who you are. Nothing was done. Load the page again and \
                sign in; if that doesn't help, tell the people who run it that REMOTE_USER is \(fault.rawValue).
                """,
            cause: "REMOTE_USER is \(fault.rawValue)")
    }

    /// The request doesn't have the secret that we share with the web server: 403.
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
            case .nameTooLong: "Your name, as it would be in AWS, is longer than AWS allows."
            }
        return Problem(
            "identity-refused", status: .forbidden, title: "No AWS access under this name",
            detail: "\(reason) Nothing was done. Sign in with another account, or ask the people who run this page.",
            cause: "identity refused: \(refusal)")
    }
}

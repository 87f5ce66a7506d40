package import Loopback
package import Tokens
package import Transport

/// Why somebody isn't signed in, or isn't any more. It holds no secret; texts of servers are as they sent them.
package enum OAuthError: Error, Sendable, Equatable {
    // The server.
    /// No answer came from an address.
    case transport(TransportError, of: String)
    /// An address answered with a status that means neither success nor a reason.
    case status(Int, of: String)
    /// An answer isn't of its form.
    case malformed(Answer)
    /// What the server says about itself is about another issuer.
    case otherIssuer
    /// The server can't do what is needed.
    case unsupported(Need)
    /// It refuses, by an error of OAuth (RFC 6749, sections 4.1.2.1 and 5.2), and perhaps in words.
    case refused(String, words: String?)

    // The ID token.
    case token(TokenError)
    case idToken(IDTokenFault)

    // The browser.
    case listener(LoopbackError)
    /// Nobody signed in within the time limit.
    case tooLate
    /// Nobody can paste an answer.
    case noTerminal
    /// What was pasted isn't the answer to the request.
    case answer(AnswerFault)

    package enum Answer: String, Sendable {
        case metadata
        case keys
        case tokens
        case device
    }

    package enum Need: Sendable, Equatable {
        /// An endpoint, by its name in the metadata.
        case endpoint(String)
        case codeChallenge
    }

    /// Whether the server said that the sign-in is over, rather than that it can't be reached or asked now.
    package var endsSignIn: Bool {
        switch self {
        case .refused(let error, _): ["invalid_grant", "invalid_client", "unauthorized_client"].contains(error)
        default: false
        }
    }
}

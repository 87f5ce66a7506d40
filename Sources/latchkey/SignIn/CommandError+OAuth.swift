import OAuthClient
import Tokens
import Transport

// Why somebody isn't signed in, in words for them.

extension CommandError {
    /// - Parameters:
    ///   - error: what came of it.
    ///   - settings: where they wanted to sign in.
    init(_ error: OAuthError, at settings: SignInSettings) {
        let server = settings.issuer
        switch error {
        case .transport(let error, let host): self.init(error, of: host)
        case .status(let status, let host): self.init(status: status, of: host, settings)
        case .malformed(.metadata):
            self.init(
                .badAnswer,
                "\(server) doesn't say how to sign in there: look whether the address of the sign-in "
                    + "\(settings.name) is right")
        case .malformed(let answer):
            self.init(.badAnswer, "the \(answer.rawValue) that \(server) sent can't be used")
        case .otherIssuer:
            self.init(
                .configuration,
                "what \(server) says about itself is another issuer's: the sign-in \(settings.name) should "
                    + "name it exactly as the provider does")
        case .unsupported(let need): self.init(.configuration, "\(server) \(need.words)")
        case .refused(let error, let words): self.init(refused: error, words, settings)
        case .token(.expired), .token(.notYetValid):
            self.init(
                .badAnswer, "\(server) sent a token of another time: look whether this machine's clock is right")
        case .token(let error): self.init(.badAnswer, "\(server) sent a token that can't be believed: \(error)")
        case .idToken(.missing):
            self.init(
                .configuration,
                "\(server) sent no ID token: “scopes” of the sign-in \(settings.name) should have openid")
        case .idToken(let fault):
            self.init(.badAnswer, "\(server) sent a token that can't be believed: \(fault.words)")
        case .listener(let error):
            self.init(.unavailable, "\(error): free it, or set another “port” for the sign-in \(settings.name)")
        case .tooLate:
            self.init(
                .tryAgain,
                "nobody signed in in time: run “latchkey login \(settings.name)” again, with --remote if the "
                    + "browser is on another machine")
        case .noTerminal:
            self.init(.configuration, "there is no terminal to paste the answer in")
        case .answer(let fault): self.init(.noPermission, "what was pasted doesn't count: \(fault.words)")
        }
    }

    private init(_ error: TransportError, of host: String) {
        switch error {
        case .notSent(let reason), .interrupted(let reason):
            self.init(
                .unavailable,
                "\(host) can't be reached: \(reason); look whether the network works, and what HTTPS_PROXY "
                    + "and AWS_CA_BUNDLE say")
        case .deadlineExceeded: self.init(.unavailable, "\(host) didn't answer in time: try again later")
        case .responseTooLarge: self.init(.badAnswer, "\(host) answered with too much")
        case .cancelled: self.init(.tryAgain, "the call to \(host) was broken off: try again")
        }
    }

    private init(status: Int, of host: String, _ settings: SignInSettings) {
        switch status {
        case 429: self.init(.tryAgain, "\(host) gets too many requests at the moment: try again later")
        case 500...: self.init(.unavailable, "\(host) failed with the status \(status): try again later")
        default:
            self.init(
                .badAnswer,
                "\(host) answered with the status \(status): look whether the address of the sign-in "
                    + "\(settings.name) is right")
        }
    }

    private init(refused error: String, _ words: String?, _ settings: SignInSettings) {
        let reason = words.map { "\(error): \($0)" } ?? error
        switch error {
        case "access_denied", "login_required", "interaction_required", "consent_required",
            "account_selection_required":
            self.init(.noPermission, "\(settings.issuer) didn't let you in: \(reason)")
        case "temporarily_unavailable", "server_error", "slow_down":
            self.init(.tryAgain, "\(settings.issuer) can't sign you in at the moment: \(reason)")
        case "invalid_grant":
            self.init(.noPermission, "\(settings.issuer) doesn't take the answer: \(reason); sign in again")
        default:
            self.init(
                .configuration,
                "\(settings.issuer) refuses this client: \(reason); look at the sign-in \(settings.name)")
        }
    }
}

extension OAuthError.Need {
    fileprivate var words: String {
        switch self {
        case .endpoint(let name): "can't be used: its metadata has no \(name)"
        case .codeChallenge: "can't be used: it doesn't know PKCE with S256"
        }
    }
}

extension IDTokenFault {
    fileprivate var words: String {
        switch self {
        case .missing: "there is none"
        case .wrongNonce: "it wasn't made for this sign-in"
        case .wrongParty: "it was made for another client"
        case .wrongAccessToken: "it belongs to another access token"
        case .incomplete: "it doesn't say whose it is, or when it was made"
        case .otherPerson: "it is somebody else's"
        }
    }
}

extension AnswerFault {
    fileprivate var words: String {
        switch self {
        case .malformed: "it is no answer"
        case .repeated: "it says something twice"
        case .wrongState: "it belongs to another sign-in"
        case .wrongIssuer: "it is of another server"
        case .incomplete: "a part is missing"
        }
    }
}

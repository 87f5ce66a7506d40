import Formats
import HTTPTypes
import Problems
import Tokens

/// Why a user's token brings no credentials. Nothing of the token is in it.
enum TokenRefusal: Error, Equatable {
    case token(TokenError)
    /// The person's tokens of that time are revoked, or it isn't known whether they are.
    case revoked
    /// The registration says another value for this claim, or it is an access token.
    case unmetClaim(String)

    /// A word for programs.
    var reason: String {
        let error: TokenError
        switch self {
        case .revoked: return "revoked"
        case .unmetClaim: return "bound-claim"
        case .token(let found): error = found
        }
        return switch error {
        case .tooLong, .notCompact, .malformed, .duplicateMembers: "malformed"
        case .forbiddenHeader: "header"
        case .unknownType: "type"
        case .unknownAlgorithm, .wrongAlgorithm: "algorithm"
        case .malformedKeyID, .unknownKey: "unknown-key"
        case .keysUnavailable: "keys-unavailable"
        case .wrongSignature: "signature"
        case .missingClaim, .malformedClaim: "claim"
        case .wrongIssuer: "issuer"
        case .wrongAudience: "audience"
        case .expired: "expired"
        case .notYetValid: "not-yet"
        }
    }

    /// A sentence for people.
    private var words: String {
        let error: TokenError
        switch self {
        case .revoked:
            return "The person's tokens of that time are revoked, or it is older than a day or doesn't say how old."
        case .unmetClaim(let name): return "Its claim “\(name)” isn't what the registration says."
        case .token(let found): error = found
        }
        return switch error {
        case .tooLong, .notCompact, .malformed, .duplicateMembers:
            "It isn't a JWT in compact form, is longer than 16,384 characters, or names something twice."
        case .forbiddenHeader(let name): "Its header has “\(name)”, which isn't taken here."
        case .unknownType: "Its header says that it is something else than a JWT."
        case .unknownAlgorithm, .wrongAlgorithm:
            "Its algorithm isn't one that the application has registered, or isn't that of its key."
        case .malformedKeyID, .unknownKey: "Its header names no key, or one that the issuer doesn't publish."
        case .keysUnavailable: "The keys of its issuer can't be read."
        case .wrongSignature: "Its signature is wrong."
        case .missingClaim(let name): "It has no claim “\(name)”."
        case .malformedClaim(let name): "Its claim “\(name)” can't be read."
        case .wrongIssuer: "It is of another issuer than the application has registered."
        case .wrongAudience: "It is for another audience than the application has registered."
        case .expired: "It has expired."
        case .notYetValid: "It isn't valid yet: its “nbf” or “iat” lies in the future."
        }
    }
}

extension TokenRefusal: ProblemConvertible {
    private var cause: String {
        switch self {
        case .token(let error): "\(error)"
        case .revoked: "the person's tokens are revoked"
        case .unmetClaim(let name): "the claim \(name) isn't what the registration says"
        }
    }

    /// What the application is told: 401, or 503 when nothing can be said about the token.
    var problem: Problem {
        if case .token(.keysUnavailable(let fault)) = self {
            return Problem(
                "token-keys-unavailable", status: .serviceUnavailable, title: "The issuer's keys can't be read",
                detail: """
                    The keys that verify the user's token can't be read from where the registration says. Nothing is known \
                    about the token, and no credentials were given. Try again in a moment.
                    """,
                retryAfter: 5, cause: "the issuer's keys couldn't be read: \(fault)")
        }
        var problem = Problem(
            "token-refused", status: .unauthorized, title: "The user's token isn't believed",
            detail: "\(words) No credentials were given. Have the user sign in again, or check the registration.",
            members: [.init("reason", .string(reason))], cause: cause)
        problem.challenge = #"Bearer error="invalid_token""#
        return problem
    }
}

package import Secrets

/// What an authorization server answers to the request that it was sent.
package enum AuthorizationAnswer: Sendable, Equatable {
    /// A code, with which tokens are got.
    case code(Secret)
    /// An ID token of the implicit flow, of which nothing may be believed yet.
    case idToken(Secret)
    /// An error by its name, such as `access_denied`, and perhaps in words.
    case error(String, words: String?)
}

import Formats
import OAuthClient
import Secrets

/// The tokens of a person who has signed in. They are refreshed when they are due, by one process at a time.
protocol SignInTokens: Sendable {
    /// A portal's access token.
    ///
    /// - Parameters:
    ///   - settings: the portal.
    ///   - refused: a token that the portal has just refused, so that another one is needed; nil for none.
    /// - Returns: the token, good for some time.
    /// - Throws: ``CommandError``, which ``CommandError/asksForSignIn`` when nobody has signed in.
    func accessToken(for settings: SignInSettings, refusing refused: Secret?) async throws(CommandError) -> Secret

    /// A provider's ID token, verified.
    ///
    /// - Parameter settings: the provider.
    /// - Returns: the token, good for some time.
    /// - Throws: ``CommandError``, which ``CommandError/asksForSignIn`` when nobody has signed in.
    func idToken(for settings: SignInSettings) async throws(CommandError) -> IDToken

    /// Signs the person in.
    func signIn(_ settings: SignInSettings) async throws(CommandError)
}

/// What a provider says of a person, in a form that AWS takes.
struct IDToken: Sendable {
    /// The token in compact form.
    var text: Secret
    /// The value of a claim; nil if it has none of that name.
    var claim: @Sendable (String) -> JSONValue?
}

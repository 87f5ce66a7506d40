import OAuthClient
import Secrets

/// The tokens of a person who hasn't signed in.
struct NobodySignedIn: SignInTokens {
    func accessToken(for settings: SignInSettings, refusing refused: Secret?) async throws(CommandError) -> Secret {
        throw .signInNeeded(settings.name, "nobody has signed in at \(settings.name)")
    }

    func idToken(for settings: SignInSettings) async throws(CommandError) -> IDToken {
        throw .signInNeeded(settings.name, "nobody has signed in at \(settings.name)")
    }

    func signIn(_ settings: SignInSettings) async throws(CommandError) {
        throw .signInNeeded(settings.name, "nobody has signed in at \(settings.name)")
    }
}

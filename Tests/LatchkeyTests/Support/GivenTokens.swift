import Formats
import OAuthClient
import Secrets
import Synchronization

@testable import latchkey

/// The tokens of a person, as a test says. It keeps what was asked.
final class GivenTokens: SignInTokens {
    private struct State {
        var isSignedIn: Bool
        var refused: [String] = []
        var signIns: [String] = []
        var tokens = 0
    }

    private let state: Mutex<State>
    private let claims: [String: JSONValue]

    init(claims: [String: JSONValue] = ["sub": "00u1", "email": "alice@example.com"], isSignedIn: Bool = true) {
        self.claims = claims
        state = Mutex(State(isSignedIn: isSignedIn))
    }

    /// The tokens that were given back as refused.
    var refused: [String] { state.withLock { $0.refused } }
    /// The names of the sign-ins that were asked of the person.
    var signIns: [String] { state.withLock { $0.signIns } }
    /// How many tokens were asked for.
    var count: Int { state.withLock { $0.tokens } }

    func accessToken(for settings: SignInSettings, refusing refused: Secret?) async throws(CommandError) -> Secret {
        try check(settings)
        return state.withLock { state in
            if let refused { state.refused.append(refused.reveal()) }
            return Secret("access-\(state.refused.count)")
        }
    }

    func idToken(for settings: SignInSettings) async throws(CommandError) -> IDToken {
        try check(settings)
        let claims = claims
        return IDToken(text: Secret("e30.e30.c2ln"), claim: { claims[$0] })
    }

    func signIn(_ settings: SignInSettings) async throws(CommandError) {
        state.withLock { state in
            state.signIns.append(settings.name)
            state.isSignedIn = true
        }
    }

    private func check(_ settings: SignInSettings) throws(CommandError) {
        let isSignedIn = state.withLock { state in
            state.tokens += 1
            return state.isSignedIn
        }
        guard isSignedIn else { throw .signInNeeded(settings.name, "nobody has signed in") }
    }
}

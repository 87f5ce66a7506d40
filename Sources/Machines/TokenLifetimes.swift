/// How long tokens are good, in seconds.
package struct TokenLifetimes: Sendable, Equatable {
    /// An access token.
    package var access: Int
    /// From the sign-in until the last refresh token.
    package var signIn: Int

    package init(access: Int, signIn: Int) {
        self.access = access
        self.signIn = signIn
    }
}

package import FoundationEssentials
package import Secrets
package import Tokens

/// What a sign-in or its renewal brought, verified.
package struct TokenSet: Sendable {
    package var accessToken: Secret?
    /// Until when the access token is valid; nil if the server doesn't say.
    package var accessTokenEnd: Date?
    package var refreshToken: Secret?
    /// Until when the sign-in can be renewed; nil if the server doesn't say.
    package var refreshTokenEnd: Date?
    package var idToken: Secret?
    /// What the ID token says.
    package var claims: TokenClaims?
    /// The provider's keys as they were published, by which the ID token can be verified again.
    package var keys: [UInt8]?
    /// Whose it is, where a portal says so.
    package var username: String?

    package init() {}
}

import AWS
import OAuthClient

/// Credentials that a person calls by a name: whose sign-in they come from, and of which role they are.
struct PersonalProfile: Sendable, Hashable {
    enum Role: Sendable, Hashable {
        /// A role of the portal's list; nil for its first.
        case portal(name: String?)
        /// A role that AWS opens for the provider's token.
        case direct(ARN)
    }

    var name: String
    var signIn: SignInSettings
    var role: Role
    /// How long AWS's sessions last; nil for the usual hour. A portal decides by itself.
    var durationSeconds: Int?
    var region: Region?
    /// The claim of the provider's token that names the session; nil for the usual ones.
    var sessionNameClaim: String?
}

package import Secrets

/// Who signs a person in on their own machine, and as which public client (RFC 8252) they are asked.
package struct SignInSettings: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A Latchkey portal, which gives out credentials for its own tokens.
        case portal
        /// An OpenID provider, whose ID tokens AWS takes.
        case provider
    }

    /// How the browser brings the answer.
    package enum Flow: String, Sendable, Hashable, CaseIterable {
        /// The authorization code grant with PKCE.
        case code
        /// The ID token itself, for providers that know nothing better.
        case implicit
    }

    /// What a person calls it.
    package var name: String
    package var kind: Kind
    /// The provider's issuer to the byte, or the portal's origin.
    package var issuer: String
    package var clientID: String
    /// What some providers want besides of programs that can't keep it (RFC 8252, section 8.5); nil for a client without one.
    package var clientSecret: Secret?
    package var scopes: [String]
    /// Further parameters of the authorization request.
    package var parameters: [String: String]
    package var flow: Flow
    /// The port of this machine to which the browser comes back; nil for any.
    package var port: UInt16?

    package init(
        name: String, kind: Kind, issuer: String, clientID: String, scopes: [String],
        parameters: [String: String] = [:], flow: Flow = .code, port: UInt16? = nil
    ) {
        self.name = name
        self.kind = kind
        self.issuer = issuer
        self.clientID = clientID
        self.scopes = scopes
        self.parameters = parameters
        self.flow = flow
        self.port = port
    }
}

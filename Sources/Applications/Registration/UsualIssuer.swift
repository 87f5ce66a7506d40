package import Tokens

/// Whose tokens clients of iam-session-broker bring that don't say it, and for which audience: their own body has neither.
package struct UsualIssuer: Sendable, Hashable {
    let issuer: String?
    let audience: String?

    /// - Parameters:
    ///   - issuer: as ``Registration/issuer(_:)`` reads it.
    ///   - audience: as ``Registration/audience(_:)`` reads it.
    package init(issuer: DiscoveryAddress? = nil, audience: String? = nil) {
        self.issuer = issuer?.issuer
        self.audience = audience
    }
}

/// An issuer that publishes a discovery document, and where (OpenID Connect Discovery 1.0, section 4).
package struct DiscoveryAddress: Sendable, Hashable {
    /// What the document has to name as its issuer, and tokens in `iss`: to the byte.
    package let issuer: String
    let document: KeySetAddress

    /// Nil unless the issuer is a URL as ``KeySetAddress`` takes it, with at most one slash at its end.
    package init?(issuer: String) {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        guard !base.hasSuffix("/"), let document = KeySetAddress(base + "/.well-known/openid-configuration") else {
            return nil
        }
        self.issuer = issuer
        self.document = document
    }
}

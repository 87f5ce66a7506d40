/// Whose tokens clients of iam-session-broker bring that don't say it, and for which audience: their own body has neither.
package struct UsualIssuer: Sendable, Hashable {
    let issuer: String?
    let audience: String?

    package init(issuer: IssuerName? = nil, audience: Audience? = nil) {
        self.issuer = issuer?.text
        self.audience = audience?.text
    }

    /// What a registration may have as `issuer`.
    package struct IssuerName: Sendable, Hashable {
        let text: String

        package init?(_ text: String) {
            guard Registration.issuer(text) != nil else { return nil }
            self.text = text
        }
    }

    /// What a registration may have as `audience`.
    package struct Audience: Sendable, Hashable {
        let text: String

        package init?(_ text: String) {
            guard Registration.audience(text) != nil else { return nil }
            self.text = text
        }
    }
}

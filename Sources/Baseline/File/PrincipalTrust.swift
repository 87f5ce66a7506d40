/// That principals of AWS may assume a role.
package struct PrincipalTrust: Sendable, Hashable {
    /// What they may bring into the session.
    package enum Bringing: String, Sendable, Hashable, CaseIterable {
        case sourceIdentity
        case tags
    }

    package var principals: [TrustedPrincipal]
    package var externalID: String?
    package var bringing: Set<Bringing>

    package init(principals: [TrustedPrincipal], externalID: String? = nil, bringing: Set<Bringing> = []) {
        self.principals = principals
        self.externalID = externalID
        self.bringing = bringing
    }
}

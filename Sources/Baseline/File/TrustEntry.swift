package import TrustPolicies

/// Whom a role trusts.
package enum TrustEntry: Sendable, Hashable {
    /// People in groups, who get the permission by the group.
    case groups(GroupTrust)
    /// A service of AWS, such as `ec2.amazonaws.com`.
    case service(String)
    /// Principals of AWS by name.
    case principals(PrincipalTrust)
    /// People of an OpenID Connect provider.
    case webIdentity(WebIdentityTrust)
    /// Everybody whom a SAML provider of the file sends with this role.
    case saml(provider: String)
    /// Other statements, as they are.
    case statements(WrittenPolicy)
}

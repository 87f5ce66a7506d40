package import AWS

/// A principal of AWS that a role trusts.
package enum TrustedPrincipal: Sendable, Hashable {
    /// A role of the file.
    case role(RoleName)
    /// A person of the file.
    case person(UserName)
    /// Any other. That of an account's root user is the whole account.
    case arn(ARN)
}

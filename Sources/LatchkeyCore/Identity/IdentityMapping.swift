/// How the name that the web server authenticated becomes the name of an IAM user.
///
/// Case is left as it came: IAM finds a user whatever the case, and its answer holds the canonical name.
package enum IdentityMapping: Sendable, Equatable {
    /// Both are the same.
    case asIs
    /// The local part of an address whose domain is one of these, compared without regard to case.
    ///
    /// With several domains, `ann@example.com` and `ann@example.org` are one IAM user: list only domains in which
    /// one organisation hands out the names.
    case email(domains: Set<String>)
    /// The name with this text in front.
    case prefix(String)

    /// Maps the authenticated name.
    ///
    /// - Parameter caller: 1 to 64 characters of `[\w+=,.@-]`, checked where it came in.
    /// - Returns: a name within IAM's bounds for a user name: 1 to 64 characters of `[\w+=,.@-]`.
    /// - Throws: ``IdentityRefusal``, when no IAM user can stand for this caller.
    package func userName(of caller: String) throws(IdentityRefusal) -> String {
        let name =
            switch self {
            case .asIs: caller
            case .prefix(let prefix): prefix + caller
            case .email(let domains): try Self.localPart(of: caller, in: domains)
            }
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        guard name.utf8.count <= 64 else { throw .nameTooLong }
        return name
    }

    /// What stands before the only `@`, when the domain behind it is allowed.
    private static func localPart(of address: String, in domains: Set<String>) throws(IdentityRefusal) -> String {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw .notAnAddress }
        let domain = parts[1].lowercased()
        guard domains.contains(where: { $0.lowercased() == domain }) else { throw .domainNotAllowed }
        return String(parts[0])
    }
}

/// Why a caller who is signed in has no IAM user here.
package enum IdentityRefusal: Error, Sendable, Equatable {
    /// The mapping wants an e-mail address; the name isn't one.
    case notAnAddress
    /// The address is of a domain that isn't listed.
    case domainNotAllowed
    /// With its prefix, the name is longer than IAM's 64 characters.
    case nameTooLong
}

package import AWS

/// How the name that the web server authenticated becomes the name of an IAM user.
///
/// Upper and lower case are kept: IAM finds a user regardless of case, and its answer has the name's exact spelling.
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

    /// The longest name that is taken of the web server, in bytes: as long as an IAM user's, or as an e-mail address can be
    /// (RFC 5321 section 4.5.3.1.3) where only its local part has to be an IAM user's name.
    package var longestName: Int {
        switch self {
        case .asIs, .prefix: 64
        case .email: 254
        }
    }

    /// Maps the authenticated name.
    ///
    /// - Throws: ``IdentityRefusal``, when no IAM user can stand for this caller.
    package func userName(of caller: AuthenticatedName) throws(IdentityRefusal) -> UserName {
        let name =
            switch self {
            case .asIs: caller.rawValue
            case .prefix(let prefix): prefix + caller.rawValue
            case .email(let domains): try Self.localPart(of: caller.rawValue, in: domains)
            }
        // All characters of the name are allowed in a user's name, so only the length can be wrong.
        guard let userName = UserName(name) else { throw .nameTooLong }
        return userName
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

import Formats

/// What says in a token who somebody is, and can be asked for in a trust policy.
///
/// Of a token's own claims, AWS makes condition keys of few; another one would never be there, and let nobody in.
///
/// Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>
package enum TrustedClaim: Sendable, Hashable {
    /// `sub`
    case subject
    case email
    /// `https://aws.amazon.com/source_identity`
    case sourceIdentity
    /// One of the tags in `https://aws.amazon.com/tags`
    case tag(String)

    /// The condition key.
    package func key(of issuer: TrustedIssuer) -> String {
        switch self {
        case .subject: "\(issuer.name):sub"
        case .email: "\(issuer.name):email"
        case .sourceIdentity: "sts:SourceIdentity"
        case .tag(let name): "aws:RequestTag/\(name)"
        }
    }
}

extension TrustedClaim: LosslessStringConvertible {
    /// The most characters of a tag's name.
    private static let longestTag = 128

    /// Takes `sub`, `email`, `source-identity` and `tag:NAME`.
    package init?(_ text: String) {
        switch text {
        case "sub": self = .subject
        case "email": self = .email
        case "source-identity": self = .sourceIdentity
        default:
            guard text.utf8.starts(with: "tag:".utf8) else { return nil }
            let name = String(Substring(text.utf8.dropFirst("tag:".utf8.count)))
            guard (1...Self.longestTag).contains(name.utf8.count), !name.lowercased().hasPrefix("aws:"),
                name.utf8.allSatisfy({ $0.isNameByte && $0 != UInt8(ascii: ",") || "./:".utf8.contains($0) })
            else { return nil }
            self = .tag(name)
        }
    }

    package var description: String {
        switch self {
        case .subject: "sub"
        case .email: "email"
        case .sourceIdentity: "source-identity"
        case .tag(let name): "tag:\(name)"
        }
    }
}

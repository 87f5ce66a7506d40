import AWS
import Formats
import IdentityProofs

/// Whose sessions are ended: a principal, or all whose ARN is of a form.
///
/// Of some principals not all is known that a target may say: a session of a role doesn't tell the role's path, and a token
/// tells neither the name of a session nor a unique ID. What isn't known may be what the target says, so that it ends too many
/// sessions rather than too few.
enum RevocationTarget: Sendable, Hashable {
    case uniqueID(String)
    case arn(ARNPattern)

    /// Nil unless `text` is an ARN that a principal can have, in which `*` stands for any text, or the unique ID of a user or
    /// role (`AIDA…`, `AROA…`).
    init?(_ text: String) {
        if let pattern = ARNPattern(text) {
            let isPrincipal =
                text.contains("*")
                ? Self.principals.contains { $0.overlaps(pattern) }
                : ARN(text).flatMap { IAMIdentity(arn: $0, userID: nil) } != nil
            guard isPrincipal else { return nil }
            self = .arn(pattern)
        } else if (16...128).contains(text.utf8.count), Self.kind(ofID: text) != nil,
            text.utf8.allSatisfy({ $0.isASCIIDigit || $0.isASCIIUppercase })
        {
            self = .uniqueID(text)
        } else {
            return nil
        }
    }

    /// The forms of the ARNs that principals have.
    private static let principals = [
        "iam::*:root", "iam::*:user/*", "iam::*:role/*", "sts::*:assumed-role/*/*", "sts::*:federated-user/*",
    ].compactMap { ARNPattern("arn:*:\($0)") }

    private static func kind(ofID id: String) -> IAMIdentity.Kind? {
        switch id.prefix(4) {
        case "AIDA": .user
        case "AROA": .role
        default: nil
        }
    }

    var text: String {
        switch self {
        case .uniqueID(let id): id
        case .arn(let pattern): pattern.description
        }
    }

    /// The account of those who are named; nil where none is, or it has a star.
    var account: AccountID? {
        guard case .arn(let pattern) = self else { return nil }
        return ARN(pattern.description)?.accountID
    }

    /// Whether sessions of this principal are meant, or may be.
    func names(_ identity: IAMIdentity) -> Bool {
        switch self {
        case .uniqueID(let id): identity.uniqueID.map { $0 == id } ?? (Self.kind(ofID: id) == identity.kind)
        case .arn(let pattern):
            identity.patterns.contains { known in Self.forms(of: pattern).contains { $0.overlaps(known) } }
        }
    }

    /// A user or role has its name alone, whatever path is written before it.
    private static func forms(of pattern: ARNPattern) -> [ARNPattern] {
        guard let arn = ARN(pattern.description), arn.service == "iam", !arn.rawValue.utf8.contains(UInt8(ascii: "*")),
            arn.resource.utf8.contains(UInt8(ascii: "/"))
        else { return [pattern] }
        return arn.patterns(["\(arn.resourceType)/\(arn.resourceName)", "\(arn.resourceType)/*/\(arn.resourceName)"])
    }
}

extension IAMIdentity {
    /// The ARNs that the principal may have, as far as it is known.
    fileprivate var patterns: [ARNPattern] {
        let own = ARNPattern(arn.rawValue).map { [$0] } ?? []
        guard let name else { return own }
        switch kind {
        case .user: return own + arn.patterns(["user/\(name)"])
        case .role where sessionName == nil: return own + arn.patterns(["role/\(name)"]) + arn.sessions(of: name)
        case .role: return own + arn.patterns(["role/\(name)", "role/*/\(name)"], of: "iam")
        case .root, .federatedUser: return own
        }
    }
}

extension ARN {
    /// Patterns of the same partition and account.
    fileprivate func patterns(_ resources: [String], of service: String = "iam") -> [ARNPattern] {
        resources.compactMap { ARNPattern("arn:\(partition):\(service)::\(accountID?.rawValue ?? ""):\($0)") }
    }

    fileprivate func sessions(of role: String) -> [ARNPattern] { patterns(["assumed-role/\(role)/*"], of: "sts") }
}

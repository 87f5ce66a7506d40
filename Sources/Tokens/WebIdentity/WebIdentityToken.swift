package import AWS
import Formats
package import FoundationEssentials

/// Who asked AWS for a token, and for which purpose, as AWS says in a token of `sts:GetWebIdentityToken`.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html>
package struct WebIdentityToken: Sendable, Hashable {
    /// The claim that holds what AWS says beside the standard claims.
    private static let claim = "https://sts.amazonaws.com/"

    /// The principal: a user's ARN, the ARN of the role (with its path, without the session) for a session of a role, or the
    /// ARN of the account's root or of a federated user.
    package let subject: ARN
    package let accountID: AccountID
    /// `o-…`; nil if the account is in no organisation.
    package let organizationID: String?
    /// Where the account is in its organisation, such as `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`.
    package let organizationPaths: [String]
    /// The tags of the principal and of its session, by key. A session's tags take the place of the principal's, and whoever
    /// began the session chose them, if the role lets them (`sts:TagSession`).
    package let principalTags: [String: String]
    /// The tags that whoever asked for the token chose for it, by key. They prove nothing.
    package let requestTags: [String: String]
    /// The `SourceIdentity` of the session, which whoever began it chose, if the role lets them; nil if it has none.
    package let sourceIdentity: String?
    /// The token's own ID.
    package let tokenID: String
    package let issuedAt: Date
    package let expiration: Date

    /// Reads the claims of a token of AWS.
    ///
    /// A session may ask for a token whose `sub` is its origin (`SubjectMode`): a name that an identity provider chose, which
    /// may look like the ARN of somebody else. `principal_id` is always the principal, so both have to be the same.
    ///
    /// - Parameter claims: verified against the account's own issuer.
    /// - Throws: ``TokenError`` if AWS's claims aren't there, or contradict each other.
    package init(_ claims: TokenClaims) throws(TokenError) {
        guard let details = claims[Self.claim] else { throw .missingClaim(Self.claim) }
        guard case .object = details else { throw .malformedClaim(Self.claim) }
        guard let text = claims.subject else { throw .missingClaim("sub") }
        guard let principalID = details["principal_id"]?.string else { throw .missingClaim("principal_id") }
        guard let subject = ARN(text), ["iam", "sts"].contains(subject.service), subject.region.isEmpty,
            text.utf8.elementsEqual(principalID.utf8)
        else { throw .malformedClaim("sub") }
        guard let accountID = details["aws_account"]?.string.flatMap(AccountID.init), accountID == subject.accountID
        else {
            throw .malformedClaim("aws_account")
        }
        guard let tokenID = claims.tokenID else { throw .missingClaim("jti") }
        guard let issuedAt = claims.issuedAt else { throw .missingClaim("iat") }
        self.subject = subject
        self.accountID = accountID
        self.tokenID = tokenID
        self.issuedAt = issuedAt
        expiration = claims.expiration
        organizationID = try Self.text("org_id", of: details)
        organizationPaths = try Self.paths(of: details)
        principalTags = try Self.tags("principal_tags", of: details)
        requestTags = try Self.tags("request_tags", of: details)
        sourceIdentity = try Self.text("source_identity", of: details)
    }

    private static func text(_ name: String, of details: JSONValue) throws(TokenError) -> String? {
        guard let value = details[name] else { return nil }
        guard let text = value.string, !text.isEmpty else { throw .malformedClaim(name) }
        return text
    }

    /// AWS's documentation shows a text; its tokens have a list.
    private static func paths(of details: JSONValue) throws(TokenError) -> [String] {
        switch details["ou_path"] {
        case nil: return []
        case .string(let path) where !path.isEmpty: return [path]
        case .array(let elements):
            let paths = elements.compactMap(\.string)
            guard paths.count == elements.count, !paths.contains("") else { throw .malformedClaim("ou_path") }
            return paths
        default: throw .malformedClaim("ou_path")
        }
    }

    private static func tags(_ name: String, of details: JSONValue) throws(TokenError) -> [String: String] {
        guard let value = details[name] else { return [:] }
        guard case .object(let members) = value else { throw .malformedClaim(name) }
        var tags: [String: String] = [:]
        for member in members {
            guard let text = member.value.string else { throw .malformedClaim(name) }
            tags[member.name] = text
        }
        return tags
    }
}

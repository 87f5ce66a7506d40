import AWS
import Cryptography
import Formats
import Grants
import Program
import Tokens
import Web

/// The session that a user's token is worth, and what is recorded of the token.
struct UserSession: Sendable {
    /// What STS is asked for.
    let request: GrantRequest
    /// The token's own ID (`jti`), or its SHA-256 if it has none that is short.
    let tokenName: String
    private let isOwnID: Bool

    init(_ request: GrantRequest, token: String, claims: TokenClaims) {
        self.request = request
        let id = claims.tokenID.flatMap { $0.utf8.count <= 256 ? $0 : nil }
        isOwnID = id != nil
        tokenName = id ?? Hexadecimal.encode(SHA256.digest(token))
    }

    /// The record that this session is opened or given again: no secret, and not the token.
    func auditRecord(by caller: ApplicationCaller, in context: RequestContext) -> AuditRecord {
        AuditRecord(
            "issue-credentials", of: request.role.rawValue, by: caller, in: context,
            facts: [
                .init("person", .string(request.person.sessionName.rawValue)),
                .init(isOwnID ? "jti" : "token_sha256", .string(tokenName)),
            ])
    }

    /// What the record says of the answer.
    static func facts(of answer: Grants.Answer) -> [JSONValue.Member] {
        let grant = answer.grant
        return [
            .init("tags", .object(grant.tags.map { .init($0.key, .string($0.value)) })),
            .init("dropped_tags", .array(grant.droppedTags.map(JSONValue.string))),
            .init("access_key_id", .string(grant.credentials.accessKeyID)),
            .init("source", .string(answer.source.rawValue)),
        ]
    }
}

import AWS
import Cryptography
import Formats
import Grants
import Tokens

/// The session that a user's token is worth, and what is recorded of the token.
struct UserSession: Sendable {
    /// What STS is asked for.
    let request: GrantRequest
    /// The token's own ID (`jti`), or its SHA-256 if it has none that is short.
    private let token: JSONValue.Member

    init(_ request: GrantRequest, token: String, claims: TokenClaims) {
        self.request = request
        if let id = claims.tokenID, id.utf8.count <= 256 {
            self.token = .init("jti", .string(id))
        } else {
            self.token = .init("token_sha256", .string(Hexadecimal.encode(SHA256.digest(token))))
        }
    }

    /// What the audit record says about it and what was given: no secret, and not the token.
    func facts(of answer: Grants.Answer) -> [JSONValue.Member] {
        let grant = answer.grant
        return [
            .init("person", .string(request.person.sessionName.rawValue)),
            .init("tags", .object(grant.tags.map { .init($0.key, .string($0.value)) })),
            .init("dropped_tags", .array(grant.droppedTags.map(JSONValue.string))),
            token,
            .init("access_key_id", .string(grant.credentials.accessKeyID)),
            .init("source", .string(answer.source.rawValue)),
        ]
    }
}

package import Cryptography
package import Formats
package import Grants
package import Tokens

/// What an application has registered: whose tokens it brings, and which session each of them is worth.
package struct Registration: Sendable, Equatable {
    /// The role of which the sessions are.
    package let role: RoleARN
    /// What `iss` of a token has to be, to the byte.
    package let issuer: String
    /// What has to be in `aud` of a token, to the byte.
    package let audience: String
    /// Where the issuer's keys are: at an address, or where the issuer's discovery document says.
    package let keySource: KeySource
    /// The session tags. The last of the optional ones is the first to be dropped when AWS says that they are too large.
    package let tags: TagMappings
    /// The claim that names the person: the session's name and SourceIdentity.
    package let personClaim: ClaimPointer
    /// Claims that tokens have to have, with their values.
    package let boundClaims: [BoundClaim]
    /// The algorithms of which a token's may be.
    package let algorithms: [SignatureAlgorithm]
    /// How long a session lasts, in seconds: at most an hour, as AWS gives no more where a session opens another.
    package let duration: Int
    package let policy: SessionPolicy?

    /// How long a session may last, in seconds.
    static let durations = 900...3_600
    static let usualDuration = 3_600
    static let usualPersonClaim = "sub"
    /// What Amazon Cognito says in it, a token is for: `id` or `access`.
    private static let tokenUse = "token_use"

    /// The address of the keys; nil when the issuer's discovery document tells.
    private var keySetURL: String? {
        switch keySource {
        case .address(let address): address.text
        case .discovery: nil
        }
    }

    /// As ``init(json:)`` reads it, whole.
    package var json: JSONValue {
        JSONValue(present: [
            "role_arn": .string(role.description), "issuer": .string(issuer), "audience": .string(audience),
            "jwks_url": keySetURL.map(JSONValue.string), "tags": .array(tags.mappings.map(\.json)),
            "person_claim": .string(personClaim.text),
            "bound_claims": boundClaims.isEmpty
                ? nil : .object(boundClaims.map { .init($0.claim.text, $0.value) }),
            "algorithms": .array(algorithms.map { .string($0.rawValue) }), "duration": .integer(duration),
            "policy": policy?.json,
        ])
    }

    /// The claim for which a token isn't one that the application means; nil if there is none.
    ///
    /// Unless the registration binds `token_use`, a token that has it is one for identity: an access token of the same issuer
    /// isn't for the application.
    package func unmetClaim(of claims: TokenClaims) -> String? {
        if let bound = boundClaims.first(where: { !$0.isMet(by: claims) }) { return bound.claim.text }
        guard let claim = ClaimPointer(Self.tokenUse), let use = claims[claim],
            !boundClaims.contains(where: { $0.claim == claim })
        else { return nil }
        return use == "id" ? nil : Self.tokenUse
    }
}

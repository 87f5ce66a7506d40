import AWS
import Applications
import Concurrency
import Grants
import Secrets
import Tokens

/// Decides which session a user's token is worth, by the registration of the application that brings it.
struct TokenExchange: Sendable {
    let keys: KeySetCaches
    /// What a token is worth is asked again and again while it is good.
    let verified = VerifiedSignatures()
    /// AWS's clock.
    let timekeeper: Timekeeper

    /// The session.
    ///
    /// - Parameters:
    ///   - token: as the application sent it.
    ///   - record: the application's.
    /// - Returns: what STS is to be asked for.
    /// - Throws: ``TokenRefusal`` for a token that isn't believed, and ``GrantError`` for claims that can't be used.
    func session(for token: Secret, of record: ApplicationRecord) async throws -> UserSession {
        let registration = record.registration
        let text = token.reveal()
        let claims = try await claims(of: text, registration)
        if let claim = registration.unmetClaim(of: claims) { throw TokenRefusal.unmetClaim(claim) }
        let person = try PersonName(registration.personClaim, in: claims)
        let name = person.sessionName.rawValue
        guard !record.revocations.refuse(name, issued: claims.issuedAt, at: timekeeper.now()) else {
            throw TokenRefusal.revoked
        }
        let request = GrantRequest(
            application: record.identity.key, registrationVersion: Self.version(of: record, for: name),
            role: registration.role.arn, externalID: record.externalID, person: person,
            tags: try registration.tags.tags(for: claims), policy: registration.policy?.text,
            durationSeconds: registration.duration)
        return UserSession(request, token: text, claims: claims)
    }

    /// Names the state of the registration for a person: what was given before a revocation isn't given to later tokens.
    private static func version(of record: ApplicationRecord, for person: String) -> String {
        record.version.description + (record.revocations.moment(of: person).map { "/\($0)" } ?? "")
    }

    private func claims(of token: String, _ registration: Registration) async throws(TokenRefusal) -> TokenClaims {
        let verifier = TokenVerifier(
            issuer: registration.issuer, audience: registration.audience, keys: keys.keys(from: registration.keySource),
            algorithms: Set(registration.algorithms), verified: verified, timekeeper: timekeeper)
        do throws(TokenError) {
            return try await verifier.verify(token)
        } catch {
            throw TokenRefusal.token(error)
        }
    }
}

package import Secrets
package import Tokens

extension OAuthClient {
    /// What a kept ID token says, if it still counts.
    ///
    /// - Parameters:
    ///   - token: as it was kept, once verified.
    ///   - keys: those by which it was verified.
    /// - Returns: its claims.
    /// - Throws: ``OAuthError`` when it has expired, or isn't the issuer's.
    package func claims(ofKept token: Secret, keys: [UInt8]) async throws(OAuthError) -> TokenClaims {
        try await claims(of: token, by: keys, IDTokenCheck(clientID: settings.clientID, origin: .kept))
    }

    /// Verifies an ID token by keys that its issuer published.
    func claims(of token: Secret, by json: [UInt8], _ check: IDTokenCheck) async throws(OAuthError) -> TokenClaims {
        let keys: KeySet
        do throws(KeySetError) {
            keys = try KeySet(json: json)
        } catch {
            throw .malformed(.keys)
        }
        let text = token.reveal()
        let verifier = TokenVerifier(
            issuer: settings.issuer, audience: settings.clientID, keys: keys, keyIDs: .unlessSingle,
            timekeeper: timekeeper)
        let claims: TokenClaims
        do throws(TokenError) {
            claims = try await verifier.verify(text)
        } catch {
            throw .token(error)
        }
        do throws(IDTokenFault) {
            try check.check(claims, of: text)
        } catch {
            throw .idToken(error)
        }
        return claims
    }
}

import AWS
import FastCGI
import IdentityProofs
import Logging
import Tokens
import Web

/// Who somebody proves to be, by each kind of proof.
extension IAMAuthService {
    /// Who the proof says that it is; nil when the request has none of ours.
    func identity(provenIn context: RequestContext, to server: ServerName) async throws(IAMAuthError) -> ProvenIdentity?
    {
        let presented = try Presented(context.request)
        let proven: ProvenIdentity
        if settings.proofs.contains(.signed), let encoded = presented.signedIdentity {
            proven = ProvenIdentity(try await identity(signed: encoded, for: server, in: context))
        } else if settings.proofs.contains(.token), let token = presented.token {
            proven = try await identity(in: token, for: server, context)
        } else {
            return nil
        }
        context.log.info(
            "identity proved", metadata: ["arn": "\(proven.identity.arn)", "server": "\(server)"])
        return proven
    }

    /// Who made a signed identity. It is spent by that, and can't be used again.
    private func identity(
        signed encoded: Substring, for server: ServerName, in context: RequestContext
    ) async throws(IAMAuthError) -> IAMIdentity {
        let client = client(for: context)
        let verifier = SignedIdentityVerifier(regions: Set(regions), maximumAge: Double(settings.maximumAge))
        let proof: SignedIdentity
        let identity: IAMIdentity
        do throws(ProofError) {
            proof = try SignedIdentity(encoded: encoded)
            identity = try await verifier.identity(of: proof, for: server, asking: client)
        } catch {
            throw .proofRefused(error)
        }
        // Before the nonce: nobody from outside can fill the table.
        try await admit(identity, asking: client)
        let isFirst: Bool
        do throws(AWSError) {
            isFirst = try await records(for: context).spend(
                .nonce, "\(proof.accessKeyID)\(proof.nonce)", until: verifier.end(of: proof), in: context.id)
        } catch {
            throw .unavailable(error)
        }
        guard isFirst else { throw .proofRefused(.replayed) }
        return identity
    }

    /// For whom AWS signed a token, and what it says about them. STS isn't asked.
    private func identity(
        in token: Substring, for server: ServerName, _ context: RequestContext
    ) async throws(IAMAuthError) -> ProvenIdentity {
        guard let issuer = settings.issuer, let tokenKeys else { throw .notProved(nil) }
        let verifier = TokenVerifier(
            issuer: issuer.name, audience: server.description, keys: tokenKeys, timekeeper: client.awsTimekeeper)
        let found: WebIdentityToken
        do throws(TokenError) {
            let claims = try await verifier.verify(String(token))
            // A server of another audience could bring it here.
            guard claims.audiences.count == 1 else { throw TokenError.wrongAudience }
            found = try WebIdentityToken(claims)
        } catch {
            throw .tokenRefused(error)
        }
        guard let identity = IAMIdentity(arn: found.subject, userID: nil) else {
            throw .tokenRefused(.malformedClaim("sub"))
        }
        try await admit(identity, asking: client(for: context))
        return ProvenIdentity(
            identity,
            organization: OrganizationFacts(
                id: found.organizationID, paths: found.organizationPaths, principalTags: found.principalTags))
    }

    func admit(_ identity: IAMIdentity, asking client: Client) async throws(IAMAuthError) {
        let account: AccountID
        do throws(AWSError) {
            account = try await admission.account(asking: client)
        } catch {
            throw .unavailable(error)
        }
        guard identity.account == account else { throw .otherAccount(identity) }
        guard admission.admits(identity) else { throw .notAllowed(identity) }
    }
}

import AWS
import Concurrency
import FastCGI
import IdentityProofs
import Logging
import Tokens
import Web

/// Who somebody proves to be, by each kind of proof.
extension IAMAuthService {
    /// The proof of a request, if it is believed; nil when the request has none of ours.
    func proof(in context: RequestContext, to server: ServerName) async throws(IAMAuthError) -> Proof? {
        let presented = try Presented(context.request)
        let proof: Proof
        if settings.proofs.contains(.signed), let encoded = presented.signedIdentity {
            proof = try await places.occupying { () throws(IAMAuthError) in
                try await self.proof(signed: encoded, for: server, in: context)
            }
        } else if settings.proofs.contains(.token), let token = presented.token {
            proof = try await places.occupying { () throws(IAMAuthError) in
                try await self.proof(in: token, for: server, context)
            }
        } else {
            return nil
        }
        context.log.info(
            "identity proved", metadata: ["arn": "\(proof.proven.identity.arn)", "server": "\(server)"])
        return proof
    }

    /// Who made a signed identity. It is spent by that, and can't be used again.
    private func proof(
        signed encoded: Substring, for server: ServerName, in context: RequestContext
    ) async throws(IAMAuthError) -> Proof {
        let client = client(for: context)
        let verifier = SignedIdentityVerifier(regions: Set(regions), maximumAge: Double(settings.maximumAge))
        let signed: SignedIdentity
        let identity: IAMIdentity
        do throws(ProofError) {
            signed = try SignedIdentity(encoded: encoded)
            identity = try await verifier.identity(of: signed, for: server, asking: client)
        } catch {
            throw .proofRefused(error)
        }
        let proof = Proof(ProvenIdentity(identity), of: signed.date.date, at: client.awsTimekeeper.now())
        // Before the nonce: nobody from outside can fill the table.
        try await admit(identity, asking: client)
        try await refuseIfRevoked(proof, in: context)
        let isFirst: Bool
        do throws(AWSError) {
            isFirst = try await records(for: context).spend(
                .nonce, "\(signed.accessKeyID)\(signed.nonce)", until: verifier.end(of: signed), in: context.id)
        } catch {
            throw .unavailable(error)
        }
        guard isFirst else { throw .proofRefused(.replayed) }
        return proof
    }

    /// For whom AWS signed a token, and what it says about them. STS isn't asked.
    private func proof(
        in token: Substring, for server: ServerName, _ context: RequestContext
    ) async throws(IAMAuthError) -> Proof {
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
        let facts = OrganizationFacts(
            id: found.organizationID, paths: found.organizationPaths, principalTags: found.principalTags)
        let proof = Proof(
            ProvenIdentity(identity, organization: facts), of: found.issuedAt, at: client.awsTimekeeper.now())
        try await refuseIfRevoked(proof, in: context)
        return proof
    }

    /// Who was told to leave proves it anew. Otherwise a token would bring back for as long as it is good whoever has it, and a
    /// session would begin that is over already.
    func refuseIfRevoked(_ proof: Proof, in context: RequestContext) async throws(IAMAuthError) {
        let isRevoked: Bool
        do throws(AWSError) {
            isRevoked = try await revocations.ends(
                proof.proven.identity, since: proof.moment, by: deadline(of: context), log: context.log)
        } catch {
            throw .revocationsUnknown
        }
        guard !isRevoked else { throw .proofRevoked }
    }

    func admit(_ identity: IAMIdentity, asking client: Client) async throws(IAMAuthError) {
        let account: AccountID
        do throws(AWSError) {
            account = try await admission.account(asking: client)
        } catch {
            throw .unavailable(error)
        }
        let isOfPartition = regions.allSatisfy { $0.partition == identity.partition }
        guard identity.account == account, isOfPartition else { throw .otherAccount(identity) }
        guard admission.admits(identity) else { throw .notAllowed(identity) }
    }
}

package import AWS
import Concurrency
package import FoundationEssentials
import Secrets

/// Finds out whose a signed identity is: it puts the signed request together again and asks STS.
///
/// Nothing of the request comes from the client but the values in ``SignedIdentity``, each of which has one form. The server's
/// name is ours, and STS's host follows from a Region that is allowed here.
package struct SignedIdentityVerifier: Sendable {
    /// The Regions in which STS may be asked.
    package let regions: Set<Region>
    /// How old a proof may be, in seconds.
    package let maximumAge: TimeInterval
    /// How far a client's clock may be ahead of AWS's, in seconds.
    package static let maximumLead: TimeInterval = 60

    /// - Parameters:
    ///   - regions: the Regions in which STS may be asked.
    ///   - maximumAge: how old a proof may be, in seconds.
    package init(regions: Set<Region>, maximumAge: TimeInterval = 300) {
        self.regions = regions
        self.maximumAge = maximumAge
    }

    /// When the proof can't be taken any more, whatever the clocks say, so that its nonce may be forgotten.
    package func end(of proof: SignedIdentity) -> Date {
        proof.date.date.addingTimeInterval(maximumAge + Self.maximumLead)
    }

    /// Whose the proof is. The caller still has to spend its nonce before it believes this.
    ///
    /// - Parameters:
    ///   - proof: what the client sent.
    ///   - server: our own name.
    ///   - client: asks STS. Its credentials have no part in this.
    /// - Returns: who has signed the proof for this server, not long ago by AWS's clock.
    /// - Throws: ``ProofError``.
    package func identity(
        of proof: SignedIdentity, for server: ServerName, asking client: Client
    ) async throws(ProofError) -> IAMIdentity {
        guard regions.contains(proof.region) else { throw .regionNotAllowed }
        // A proof that is too old needs no call, once AWS has told the time.
        if client.observedSkew != nil { try checkAge(of: proof, at: client.awsTimekeeper.now()) }
        let endpoint = SignedIdentity.endpoint(of: proof.region, among: client.endpoints)
        let caller: CallerIdentity
        do throws(AWSError) {
            caller = try await STS(client).getCallerIdentity(
                signedElsewhere: Self.fields(of: proof, for: server), host: SignedIdentity.host(of: proof.region),
                at: endpoint)
        } catch {
            throw Self.reason(for: error)
        }
        // STS takes signatures that are older than what is taken here. Its answer had AWS's time.
        try checkAge(of: proof, at: client.awsTimekeeper.now())
        guard let identity = IAMIdentity(caller), identity.partition == proof.region.partition else {
            throw .awsUnavailable(
                .malformedResponse(Operation(.sts, "GetCallerIdentity"), "a principal of no known form"))
        }
        return identity
    }

    private func checkAge(of proof: SignedIdentity, at now: Date) throws(ProofError) {
        let age = now.timeIntervalSince(proof.date.date)
        guard age <= maximumAge else { throw .expired }
        guard age >= -Self.maximumLead else { throw .early }
    }

    /// The fields that were signed, but `host` and `content-type`, and the field that says so.
    private static func fields(
        of proof: SignedIdentity, for server: ServerName
    ) -> [SigningRequest.Pair] {
        var request = SignedIdentity.request(for: server, nonce: proof.nonce, in: proof.region)
        var fields = [SigningRequest.Pair("X-Amz-Date", proof.date.timestamp)]
        if let token = proof.sessionToken { fields.append(.init("X-Amz-Security-Token", token.reveal())) }
        request.fields += fields
        let scope = CredentialScope(day: proof.date.day, region: proof.region.rawValue, service: "sts")
        let signedFields = CanonicalRequest(request).signedFields
        return fields + [
            .init(SignedIdentity.nonceField, proof.nonce.description),
            .init(SignedIdentity.serverField, server.description),
            .init(
                "Authorization",
                "\(Signer.algorithm) Credential=\(proof.accessKeyID)/\(scope), SignedHeaders=\(signedFields), "
                    + "Signature=\(proof.signature)"),
        ]
    }

    /// What an error of STS says about the proof. An answer that isn't STS's, throttling and failures say nothing.
    private static func reason(for error: AWSError) -> ProofError {
        guard case .service(let service) = error, !service.isRetryable, (400..<500).contains(service.status) else {
            return .awsUnavailable(error)
        }
        return .refusedByAWS(service.code)
    }
}

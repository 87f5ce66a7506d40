import AWS
import Concurrency
import Formats
import OAuthClient
import Secrets
import Transport

/// A role that AWS opens for an identity provider's token (`AssumeRoleWithWebIdentity`), without a server of ours.
struct DirectRole {
    /// The claims that name the session, when none is said: who it is, as people know each other.
    private static let usualClaims = ["email", "preferred_username", "upn", "sub"]

    let profile: PersonalProfile
    let arn: ARN
    let client: Client

    /// - Throws: ``CommandError`` for variables that can't be used.
    init(_ profile: PersonalProfile, arn: ARN, transport: any Transport, in context: CommandContext)
        throws(CommandError)
    {
        self.profile = profile
        self.arn = arn
        let partition = Partition(rawValue: arn.partition) ?? .aws
        let named = context.variable("AWS_REGION", "AWS_DEFAULT_REGION").flatMap { Region($0) }
        do throws(EndpointsError) {
            let endpoints = try Endpoints(
                region: profile.region ?? named ?? partition.iamSigningRegion, environment: context.environment)
            client = .unsigned(
                transport: transport, endpoints: endpoints, retry: context.retry, timekeeper: context.timekeeper)
        } catch {
            throw CommandError(.configuration, "\(error)")
        }
    }

    /// Opens a session of the role, which is named by who the token says it is.
    func credentials(for token: IDToken) async throws(CommandError) -> Credentials {
        let name = try sessionName(token)
        do throws(AWSError) {
            let session = try await STS(client).assumeRoleWithWebIdentity(
                roleARN: arn, roleSessionName: name, webIdentityToken: token.text,
                durationSeconds: profile.durationSeconds)
            return session.credentials.byOurClock(of: client)
        } catch {
            throw self.error(error)
        }
    }

    /// The name that CloudTrail shows.
    func sessionName(_ token: IDToken) throws(CommandError) -> RoleSessionName {
        for claim in profile.sessionNameClaim.map({ [$0] }) ?? Self.usualClaims {
            guard let text = token.claim(claim)?.string, !text.isEmpty else { continue }
            // What STS doesn't take in a name (`[\w+=,.@-]{2,64}`) becomes a hyphen.
            var name = String(
                decoding: text.utf8.map { RoleSessionName.allows($0) ? $0 : UInt8(ascii: "-") }.prefix(64),
                as: UTF8.self)
            if name.utf8.count == 1 { name += "-" }
            if let name = RoleSessionName(name) { return name }
        }
        throw CommandError(
            .configuration,
            "the provider's token has no \(profile.sessionNameClaim ?? "claim") that could name the session: "
                + "choose another one with session-name in the profile \(profile.name)")
    }

    private func error(_ error: AWSError) -> CommandError {
        guard case .service(let refusal) = error else { return CommandError(error) }
        let signIn = profile.signIn
        switch refusal.code {
        case .expiredTokenException, .expiredToken:
            return .signInNeeded(signIn.name, "the sign-in \(signIn.name) has expired")
        case "IDPRejectedClaim":
            return .signInNeeded(signIn.name, "\(signIn.issuer) no longer stands by this sign-in, as AWS says")
        case .invalidIdentityToken, .idpCommunicationError:
            return CommandError(
                refusal.isServerFailure ? .unavailable : .noPermission,
                refusal.isServerFailure
                    ? "AWS can't reach \(signIn.issuer): try again later"
                    : "AWS doesn't take the token of \(signIn.issuer): does the account \(arn.accountID?.rawValue ?? "") "
                        + "have it as an identity provider, with the client \(signIn.clientID)? AWS says: \(refusal.message)"
            )
        case .accessDenied:
            return CommandError(
                .noPermission,
                "AWS doesn't let you open \(arn): its trust policy has to name \(signIn.issuer), the client "
                    + "\(signIn.clientID) and you (“latchkey trust-policy” makes one)")
        case "RegionDisabledException", "RegionDisabled":
            return CommandError(
                .configuration,
                "STS isn't active in the Region \(client.endpoints.region) for this account: name another one in the "
                    + "profile \(profile.name)")
        case .packedPolicyTooLarge:
            return CommandError(
                .configuration,
                "the token's tags are too large for a session: have the provider send fewer (\(refusal.message))")
        default: return CommandError(error)
        }
    }
}

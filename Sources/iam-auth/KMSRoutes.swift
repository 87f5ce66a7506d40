import HTTPTypes
import IdentityProofs
import Problems
import Web

/// Signing in with a KMS token, as iam-auth-proxy does it.
struct KMSRoutes: Sendable {
    let service: IAMAuthService

    /// None where such tokens aren't taken.
    var routes: [Route] {
        service.settings.kmsKey == nil ? [] : [Route(open: .get, "/auth", offers: [], signIn)]
    }

    /// `GET /auth?token=…&return_url=…`: the cookie of a session, and on to the return URL. A refusal is 403: to the client,
    /// 401 would mean that it should sign in again.
    private func signIn(_ context: RequestContext) async throws -> Reply {
        // The token is spent by this, which no HEAD may do.
        guard context.method == .get else { throw Problem.methodNotAllowed([.get]) }
        let server = try service.server(in: context)
        let signIn: KMSSignIn
        do throws(KMSTokenError) {
            signIn = try KMSSignIn(context)
        } catch {
            throw IAMAuthError.kmsTokenRefused(error)
        }
        let proof = try await service.places.occupying { () throws(IAMAuthError) in
            try await service.proof(in: signIn, for: server, context)
        }
        let session = service.cookies.begin(proof)
        var reply = try service.reply(.found(signIn.returnAddress.path), signingIn: session, on: server, in: context)
        reply.caching = .neverAtAll
        try await service.record(session, in: context)
        return reply
    }
}

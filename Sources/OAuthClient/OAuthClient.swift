package import Concurrency
import Cryptography
import Formats
import FoundationEssentials
package import Secrets
import Tokens
package import Transport

/// The client of one sign-in: a public one, as any program on a person's machine is (RFC 8252).
///
/// It believes nothing of a token before it is verified, follows no redirect, and sends tokens to the endpoints that the issuer
/// names in its own metadata alone.
package struct OAuthClient: Sendable {
    package let settings: SignInSettings
    let requests: ServerRequests
    let timekeeper: Timekeeper
    private let random: @Sendable (Int) -> [UInt8]

    /// - Parameters:
    ///   - settings: the sign-in.
    ///   - transport: sends the requests. It follows no redirect, and verifies TLS.
    ///   - timekeeper: our clocks.
    ///   - random: random bytes fit for secrets.
    package init(
        _ settings: SignInSettings, transport: any Transport, timekeeper: Timekeeper,
        random: @escaping @Sendable (Int) -> [UInt8] = { Random.bytes($0) }
    ) {
        self.settings = settings
        self.timekeeper = timekeeper
        self.random = random
        requests = ServerRequests(transport: transport, timekeeper: timekeeper)
    }

    /// What the server says about itself now.
    package func metadata() async throws(OAuthError) -> ServerMetadata {
        guard let address = ServerMetadata.address(of: settings) else { throw .malformed(.metadata) }
        return try ServerMetadata(json: await requests.get(address), issuer: settings.issuer)
    }

    /// A new request for authorization.
    ///
    /// - Parameters:
    ///   - metadata: what the server says about itself.
    ///   - redirect: where the browser comes back to.
    ///   - machine: this machine's name, for a portal.
    /// - Returns: the request, with secrets of its own.
    /// - Throws: ``OAuthError`` when the server can't do what is needed.
    package func request(
        at metadata: ServerMetadata, redirect: String, machine: String?
    ) throws(OAuthError) -> AuthorizationRequest {
        try AuthorizationRequest(settings, at: metadata, redirect: redirect, machine: machine, random: random)
    }

    /// What an answer brings: the tokens of a code (RFC 6749, section 4.1.3), or the ID token that it is.
    package func tokens(
        for answer: AuthorizationAnswer, to request: AuthorizationRequest, at metadata: ServerMetadata
    ) async throws(OAuthError) -> TokenSet {
        let origin = IDTokenCheck.Origin.request(nonce: request.nonce)
        switch answer {
        case .error(let error, let words): throw .refused(error, words: words)
        case .idToken(let token):
            return try await verified(TokenAnswer(idToken: token), origin, at: metadata, begun: timekeeper.now())
        case .code(let code):
            var form = FormEncoding()
            form.append("grant_type", "authorization_code")
            form.append("code", code.reveal())
            form.append("redirect_uri", request.redirect)
            form.append("code_verifier", request.verifier.reveal())
            return try await tokens(form, origin, at: metadata)
        }
    }

    /// New tokens for a refresh token (RFC 6749, section 6; OpenID Connect Core 1.0, section 12). If the answer has no other
    /// refresh token, the one that was sent goes on.
    ///
    /// - Parameters:
    ///   - token: the refresh token.
    ///   - subject: whose ID token it was; nil at a portal, or where there was none.
    ///   - metadata: what the server says about itself.
    /// - Returns: the tokens, verified.
    /// - Throws: ``OAuthError``, which ``OAuthError/endsSignIn`` when the refresh token is worth nothing any more.
    package func refresh(
        _ token: Secret, of subject: String?, at metadata: ServerMetadata
    ) async throws(OAuthError) -> TokenSet {
        var form = FormEncoding()
        form.append("grant_type", "refresh_token")
        form.append("refresh_token", token.reveal())
        var tokens = try await tokens(form, .refresh(subject: subject ?? ""), at: metadata)
        if tokens.refreshToken == nil { tokens.refreshToken = token }
        return tokens
    }

    /// Ends a token at the server (RFC 7009), and with a refresh token all that came of it.
    ///
    /// - Returns: false where the server doesn't do that, or not for a client without a secret.
    package func revoke(
        _ token: Secret, isRefreshToken: Bool, at metadata: ServerMetadata
    ) async throws(OAuthError) -> Bool {
        guard let address = metadata.revocationEndpoint else { return false }
        var form = FormEncoding()
        form.append("token", token.reveal())
        form.append("token_type_hint", isRefreshToken ? "refresh_token" : "access_token")
        identify(&form)
        do throws(OAuthError) {
            return try await requests.post(form, to: address).isSuccess
        } catch .status(let status, _) where (400..<500).contains(status) && status != 429 {
            return false
        }
    }

    /// What a token endpoint answers to a grant, verified.
    func tokens(
        _ grant: FormEncoding, _ origin: IDTokenCheck.Origin, at metadata: ServerMetadata
    ) async throws(OAuthError) -> TokenSet {
        guard let address = metadata.tokenEndpoint else { throw .unsupported(.endpoint("token_endpoint")) }
        var form = grant
        identify(&form)
        let begun = timekeeper.now()
        let answer = try await requests.post(form, to: address)
        let tokens = try TokenAnswer(json: answer.body, isSuccess: answer.isSuccess)
        return try await verified(tokens, origin, at: metadata, begun: begun)
    }

    /// Says to the server which client asks.
    func identify(_ form: inout FormEncoding) {
        form.append("client_id", settings.clientID)
        if let secret = settings.clientSecret { form.append("client_secret", secret.reveal()) }
    }

    private func verified(
        _ answer: TokenAnswer, _ origin: IDTokenCheck.Origin, at metadata: ServerMetadata, begun: Date
    ) async throws(OAuthError) -> TokenSet {
        var tokens = TokenSet()
        tokens.accessToken = answer.accessToken
        tokens.accessTokenEnd = answer.lifetime.map { begun + TimeInterval($0) }
        tokens.refreshToken = answer.refreshToken
        tokens.refreshTokenEnd = answer.refreshLifetime.map { begun + TimeInterval($0) }
        tokens.username = answer.username
        guard settings.kind == .provider else {
            guard answer.accessToken != nil else { throw .malformed(.tokens) }
            return tokens
        }
        guard let token = answer.idToken else { throw .idToken(.missing) }
        guard let address = metadata.keys else { throw .unsupported(.endpoint("jwks_uri")) }
        let keys = try await requests.get(address)
        let check = IDTokenCheck(clientID: settings.clientID, origin: origin, accessToken: answer.accessToken)
        tokens.claims = try await claims(of: token, by: keys, check)
        tokens.idToken = token
        tokens.keys = keys
        return tokens
    }
}

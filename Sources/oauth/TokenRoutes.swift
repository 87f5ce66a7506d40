import AWS
import Formats
import HTTPTypes
import Logging
import Machines
import Problems
import Program
import Secrets
import Tokens
import Web

/// `/api/oauth/token`: tokens for a code or for a refresh token. Anybody may ask: whoever brings the code and its verifier is
/// the program that the person agreed to.
struct TokenRoutes: Sendable {
    let service: OAuthService

    var routes: [Route] {
        // No browser sends a code or a token by itself, so that no other site can have it ask.
        [Route(open: .post, "/api/oauth/token", offers: [.json], forgery: .none, give)]
    }

    private func give(_ context: RequestContext) async throws -> Reply {
        do {
            return try await tokens(context)
        } catch let error as OAuthError {
            if case .machine(let error) = error, error.isOfTheServer { throw error }
            context.log.notice("no tokens given", metadata: ["error": "\(error.code)", "cause": "\(error)"])
            return error.reply(to: context)
        }
    }

    private func tokens(_ context: RequestContext) async throws -> Reply {
        let form = try context.form()
        let client = try ClientName(form, context)
        let issued =
            switch form.present("grant_type") {
            case "authorization_code": try await redeem(form, client, context)
            case "refresh_token": try await renew(form, client, context)
            case nil: throw OAuthError.invalidRequest("grant_type is missing.")
            default: throw OAuthError.unsupportedGrantType
            }
        return .json(Self.answer(issued), caching: .neverAtAll)
    }

    /// RFC 6749, section 5.1. The scope is told, because a client may have asked for another one, which means nothing here.
    private static func answer(_ issued: IssuedTokens) -> JSONValue {
        [
            "access_token": .string(issued.access.reveal()), "token_type": "Bearer",
            "expires_in": .integer(issued.accessDuration), "refresh_token": .string(issued.refresh.reveal()),
            "refresh_token_expires_in": .integer(issued.remaining), "scope": "aws",
            "username": .string(issued.machine.name),
        ]
    }

    // MARK: Codes

    private func redeem(_ form: Form, _ name: ClientName?, _ context: RequestContext) async throws -> IssuedTokens {
        guard let name else { throw OAuthError.invalidRequest("client_id is missing.") }
        let client = try name.client(among: service.clients)
        guard let code = form.present("code"), let redirect = form.present("redirect_uri"),
            let verifier = form.present("code_verifier")
        else { throw OAuthError.invalidRequest("code, redirect_uri and code_verifier are needed.") }
        let agreed = try await spend(code, context)
        guard agreed.signIn.client == client.name, agreed.redirect.utf8.elementsEqual(redirect.utf8),
            agreed.challenge.isMet(by: verifier)
        else { throw OAuthError.codeOfAnother }
        let signIn = agreed.signIn
        let record = AuditRecord(
            id: context.id, caller: signIn.name, action: "sign-in-machine", subject: signIn.id.description,
            facts: signIn.facts)
        return try await service.audit.recording(record) { () throws(OAuthError) in
            try await OAuthError.wrapping { () throws(MachinesError) in
                try await service.signIns(for: context).begin(signIn)
            }
        }
    }

    /// What the code stands for, which is spent by that, whatever else is wrong with the request.
    ///
    /// A code that comes again was seen by somebody else: then what came of it ends (RFC 6749, section 4.1.2), also what is only
    /// about to come of it.
    private func spend(_ code: String, _ context: RequestContext) async throws -> AgreedSignIn {
        let codes = service.codes(for: context)
        let found = try await codes.redeem(.authorizationCode, code)
        if let agreed = found.flatMap(AgreedSignIn.init) { return agreed }
        if let signIn = try await codes.redeemed(.authorizationCode, code).flatMap(AgreedSignIn.init)?.signIn {
            let record = AuditRecord(
                id: context.id, caller: signIn.name, action: "end-machine", subject: signIn.id.description,
                facts: [.init("reason", "code-reused")])
            try await service.audit.recordingWithdrawal(record) { () throws(MachinesError) in
                try await service.signIns(for: context).prevent(signIn.id, of: signIn.person)
            }
        }
        throw OAuthError.codeSpent
    }

    // MARK: Refresh tokens

    private func renew(_ form: Form, _ name: ClientName?, _ context: RequestContext) async throws -> IssuedTokens {
        guard let text = form.present("refresh_token") else {
            throw OAuthError.invalidRequest("refresh_token is missing.")
        }
        let client = try name?.client(among: service.clients)
        let signIns = service.signIns(for: context)
        guard let token = signIns.open(text, .refresh) else { throw OAuthError.machine(.unknownToken) }
        let record = AuditRecord(
            id: context.id, caller: token.person.description, action: "renew-machine",
            subject: token.machine.description)
        do {
            return try await service.audit.recording(record) { () throws(OAuthError) in
                try await OAuthError.wrapping { () throws(MachinesError) in
                    try await signIns.renew(token, for: client?.name)
                }
            }
        } catch OAuthError.machine(.reused) {
            await service.audit.writeAnyway(
                AuditRecord(
                    id: context.id, caller: record.caller, action: "end-machine", subject: record.subject,
                    result: "done", facts: [.init("reason", "refresh-token-reused")]))
            throw OAuthError.machine(.reused)
        }
    }
}

extension OAuthError {
    /// Runs `body`, whose errors become those of the token endpoint.
    fileprivate static func wrapping<Value>(
        _ body: () async throws(MachinesError) -> Value
    ) async throws(OAuthError) -> Value {
        do throws(MachinesError) {
            return try await body()
        } catch {
            throw .machine(error)
        }
    }
}

import Applications
import Formats
import Grants
import HTTPTypes
import Problems
import Program
import Secrets
import Web

/// `/credentials`: the credentials that a user's token is worth.
struct CredentialRoutes: Sendable {
    let service: BrokerService

    func routes(_ signOn: ApplicationSignOn) -> [Route] {
        var routes = [signOn.route(.post, "/credentials", offers: [.json], members: ["token"], give)]
        if service.settings.tokenInURL == .on {
            routes.append(signOn.route(.get, "/credentials", offers: [.json], giveByURL))
        }
        return routes
    }

    private func give(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try await answer(try SentToken.token(in: context, from: caller), context, caller)
    }

    /// As clients of iam-session-broker ask, who are answered in its words.
    private func giveByURL(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        do {
            let tokens = context.query.members.filter { $0.name == "jwt" }.map(\.value)
            guard tokens.count == 1, !tokens[0].isEmpty else {
                throw SessionBrokerAnswers.MissingToken()
            }
            return try await answer(Secret(tokens[0]), context, caller)
        } catch {
            throw SessionBrokerAnswers.problem(for: error, name: caller.applicant.identity.name)
        }
    }

    private func answer(
        _ token: Secret, _ context: RequestContext, _ caller: ApplicationCaller
    ) async throws -> Reply {
        let record = try await service.records.record(for: caller.applicant, journal: context.journal)
        let session = try await service.exchange.session(for: token, of: record)
        let answer = try await service.grants.answer(session.request, journal: context.journal)
        let json = try CredentialAnswers.json(answer.grant)
        // Nothing leaves before this is on the disk.
        try await service.audit.write(
            AuditRecord(
                "issue-credentials", of: record.registration.role.description, by: caller, in: context, result: "done",
                facts: session.facts(of: answer)))
        return .json(json)
    }
}

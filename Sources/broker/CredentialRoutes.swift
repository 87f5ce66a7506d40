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
        let session = try await session(for: token, context, caller)
        let answer: Grants.Answer
        if let kept = try service.grants.keptAnswer(session.request) {
            answer = kept
        } else {
            answer = try await newAnswer(session, for: token, context, caller)
        }
        let json = try CredentialAnswers.json(answer.grant)
        try await record(answer, session, context, caller)
        return .json(json)
    }

    /// What the token is worth by the registration as it is now.
    private func session(
        for token: Secret, _ context: RequestContext, _ caller: ApplicationCaller
    ) async throws -> UserSession {
        let application = try await service.records.record(for: caller.applicant, journal: context.journal)
        return try await service.exchange.session(for: token, of: application)
    }

    /// Nothing leaves before this has returned.
    private func record(
        _ answer: Grants.Answer, _ session: UserSession, _ context: RequestContext, _ caller: ApplicationCaller
    ) async throws {
        guard !service.recorded.contain(answer, for: session) else { return }
        var record = session.auditRecord(by: caller, in: context)
        record.result = "done"
        record.facts += UserSession.facts(of: answer)
        // For whom STS was asked, the disk knows already.
        try await service.audit.write(record, outliving: answer.source == .memory ? .machine : .process)
        service.recorded.insert(answer, for: session)
    }

    /// Asks STS. Meanwhile the disk gets to know for whom.
    private func newAnswer(
        _ session: UserSession, for token: Secret, _ context: RequestContext, _ caller: ApplicationCaller
    ) async throws -> Grants.Answer {
        try await service.audit.recordingIntention(session.auditRecord(by: caller, in: context)) {
            let answer = try await service.grants.answer(session.request, journal: context.journal)
            // STS may have taken longer than it takes a removal, change or revocation to count.
            guard try await self.session(for: token, context, caller).request == session.request else {
                throw Problem.changedMeanwhile
            }
            return answer
        }
    }
}

extension Problem {
    /// The registration isn't any more what the credentials were made for: 503, which may be tried again at once.
    fileprivate static var changedMeanwhile: Problem {
        Problem(
            "registration-changed", status: .serviceUnavailable, title: "The registration was changed meanwhile",
            detail: """
                While AWS made the credentials, the application's registration was changed or somebody was revoked. No \
                credentials were given. Try again.
                """, retryAfter: 1)
    }
}

import AWS
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Program
import Web

/// Sessions: begun by a proof, and ended.
struct SessionRoutes: Sendable {
    let service: IAMAuthService

    var routes: [Route] {
        [
            // No browser sends a proof by itself, so that no other site can have it begin a session.
            Route(open: .post, "/auth/session", offers: [.json], forgery: .none, begin),
            Route(open: .post, "/auth/logout", offers: [.json, .html], forgery: .none, end),
        ]
    }

    /// `POST /auth/session`: a cookie for a proof.
    private func begin(_ context: RequestContext) async throws -> Reply {
        try Self.takeNothing(of: context)
        var session: Session?
        var reply = try await service.answering(context) { (server) throws(IAMAuthError) in
            guard let proof = try await service.proof(in: context, to: server) else { throw .notProved(nil) }
            let begun = service.cookies.begin(proof)
            session = begun
            return try service.reply(.json(Self.answer(begun)), signingIn: begun, on: server, in: context)
        }
        reply.caching = .neverAtAll
        if let session { try await service.record(session, in: context) }
        return reply
    }

    /// Refuses what means nothing here, in the query and in the body.
    private static func takeNothing(of context: RequestContext) throws {
        try context.query.refuseMembers(otherThan: [], in: "query")
        // A member of a JSON object was refused before.
        guard !context.isJSON else { return }
        try context.form().refuseMembers(otherThan: [], in: "form")
    }

    private static func answer(_ session: Session) -> JSONValue {
        let identity = session.proven.identity
        return [
            "arn": .string(identity.arn.rawValue), "account": .string(identity.account.rawValue),
            "kind": .string(identity.kind.rawValue),
            "expires_at": .string(Timestamp.format(Date(timeIntervalSince1970: Double(session.expires)))),
        ]
    }

    /// `POST /auth/logout`: the browser forgets the cookie, whether or not it was good. The session of a good one is over, so that a
    /// copy of it is worth nothing.
    private func end(_ context: RequestContext) async throws -> Reply {
        try SameOrigin.check(context)
        try Self.takeNothing(of: context)
        let server = try? service.server(in: context)
        let kind = server.map { service.cookieKind(on: $0, in: context) } ?? .secure
        if let server,
            let session = try? service.cookies.session(in: try Presented(context.request).cookies, on: server, kind)
        {
            await service.revocations.end(session, log: context.log)
            await service.audit.writeAnyway(
                AuditRecord(
                    id: context.id, caller: session.proven.identity.arn.rawValue, action: "iam-sign-out",
                    subject: server.description, result: "done"))
        }
        var reply = context.representation == .page ? Reply.seeOther("/") : .noContent
        reply.fields[.setCookie] = SessionCookies.removal(of: kind)
        return reply
    }
}

extension IAMAuthService {
    /// The answer with the cookie of a session.
    func reply(
        _ reply: Reply, signingIn session: Session, on server: ServerName, in context: RequestContext
    ) throws(IAMAuthError) -> Reply {
        guard let cookie = cookies.field(for: session, on: server, cookieKind(on: server, in: context)) else {
            throw .sessionTooLarge
        }
        var reply = reply
        reply.fields[.setCookie] = cookie
        return reply
    }

    /// Writes the audit record of a session, before its cookie leaves.
    func record(_ session: Session, in context: RequestContext) async throws(AuditError) {
        let identity = session.proven.identity
        try await audit.write(
            AuditRecord(
                id: context.id, caller: identity.arn.rawValue, action: "iam-sign-in",
                subject: context.baseURL.host, result: "intended",
                facts: [
                    .init(
                        "expires_at", .string(Timestamp.format(Date(timeIntervalSince1970: Double(session.expires))))),
                    .init("unique_id", identity.uniqueID.map { .string($0) } ?? .null),
                ]))
    }
}

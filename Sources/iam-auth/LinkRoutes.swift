import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Pages
import Problems
import Secrets
import Tokens
import Web

/// Links that sign a browser in: made for a proof, good once and for a minute.
struct LinkRoutes: Sendable {
    let service: IAMAuthService

    var routes: [Route] {
        [
            Route(open: .post, "/auth/link", offers: [.json], members: ["return_url"], forgery: .none, make),
            Route(open: .get, "/auth/link/{code}", offers: [.html], show),
            Route(open: .post, "/auth/link/{code}", offers: [.html], forgery: .none, use),
        ]
    }

    /// `POST /auth/link`: a link for a proof, which leads to `return_url`.
    private func make(_ context: RequestContext) async throws -> Reply {
        try context.query.refuseMembers(otherThan: [], in: "query")
        let text: String?
        switch try context.body() {
        case .json(let json): text = try json.optionalString("return_url")
        case .form(let form):
            try form.refuseMembers(otherThan: ["return_url"], in: "form")
            text = form["return_url"]
        }
        guard let address = text.map({ ReturnAddress($0, origin: context.baseURL.description) }) ?? .root else {
            throw Problem.malformed(
                "return_url", "“return_url” should be a path of this server, with a query or without.")
        }
        var reply = try await service.answering(context) { (server) throws(IAMAuthError) in
            guard let proof = try await service.proof(in: context, to: server) else { throw .notProved(nil) }
            let ticket = LinkTicket(session: service.cookies.begin(proof), server: server, returnAddress: address)
            let end = service.client.awsTimekeeper.now() + LinkTicket.lifetime
            let code = try await recorded(context) { (records) throws(AWSError) in
                try await records.issue(.link, for: ticket.bytes, until: end)
            }
            guard let code else { throw .sessionTooLarge }
            return .json(["url": .string("\(context.baseURL)/auth/link/\(code.reveal())")])
        }
        reply.caching = .neverAtAll
        return reply
    }

    /// `GET /auth/link/{code}`: a button, and nothing else happens. Programs that look at links in mails and chats do this.
    private func show(_ context: RequestContext) async throws -> Reply {
        let server = try service.server(in: context)
        // Of a link that isn't good any more, or can't be read now, the button will say so.
        let code = try context.capture("code")
        let found = try? await recorded(context) { (records) throws(AWSError) in
            try await records.redeemable(.link, code)
        }
        let ticket = found.flatMap(LinkTicket.init).flatMap { $0.server == server ? $0 : nil }
        let who: HTML =
            ticket.map { "as <code>\($0.session.proven.identity.arn.rawValue)</code>" }
            ?? "with the AWS identity for which this link was made"
        return .page(
            Page(
                "Sign in",
                main: .card(
                    nil,
                    """
                    <p class="lead">You are about to sign in to <b>\(server.description)</b> \(who).</p>
                    <p>Go on only if that is you, and you have made this link yourself just now, with <code>latchkey \
                    open</code>. It works once, and for a minute.</p>
                    <form method="post"><div class="actions">\(HTML.button("Sign in", .primary, isBig: true))</div></form>
                    """)))
    }

    /// `POST /auth/link/{code}`: the button. The cookie, and on to where the link leads.
    private func use(_ context: RequestContext) async throws -> Reply {
        try SameOrigin.check(context)
        let server = try service.server(in: context)
        let code = try context.capture("code")
        let found = try await recorded(context) { (records) throws(AWSError) in try await records.redeem(.link, code) }
        guard let ticket = found.flatMap(LinkTicket.init), ticket.server == server else { throw Problem.linkUsed }
        return try await signIn(ticket, in: context)
    }

    /// Does something with what is used once.
    private func recorded<Value>(
        _ context: RequestContext, _ body: (OneTimeRecords) async throws(AWSError) -> Value
    ) async throws(IAMAuthError) -> Value {
        try await service.places.occupying { () throws(IAMAuthError) in
            do throws(AWSError) {
                return try await body(service.records(for: context))
            } catch {
                throw .unavailable(error)
            }
        }
    }

    private func signIn(_ ticket: LinkTicket, in context: RequestContext) async throws -> Reply {
        let session = service.cookies.begin(ticket.session.proven, since: ticket.session.issued)
        guard try await !service.isEnded(ticket.session, in: context) else { throw IAMAuthError.notProved(.revoked) }
        let reply = try service.reply(
            .seeOther(ticket.returnAddress.path), signingIn: session, on: ticket.server, in: context)
        try await service.record(session, in: context)
        return reply
    }
}

extension Problem {
    /// The code of a link is none, was used, is too old, or another server's: 403.
    static var linkUsed: Problem {
        Problem(
            "link-not-valid", status: .forbidden, title: "This link isn't valid any more",
            detail:
                "A link signs you in once, within a minute, on one server. Nothing was done. Make a new one with “latchkey open”."
        )
    }
}

import Concurrency
package import FastCGI
import HTTPTypes
import Problems
package import Program

/// Takes each request through its life: understand, route, authenticate, check, act, answer, log.
package struct Dispatcher: Handler {
    private let router: Router
    private let claimedName: (@Sendable (Request) -> String?)?
    private let tokens: (any FormTokenIssuer)?
    private let renderer: ResponseRenderer
    private let limiter: CallerLimiter
    private let timeout: Duration
    private let log: JSONLogHandler

    /// - Parameters:
    ///   - routes: what there is to answer.
    ///   - claimedName: the name that a request claims, where it is well formed, for the log line of a request that was
    ///     refused or reached no route; nil when all routes are open.
    ///   - tokens: for the forms on pages; nil when there are none.
    ///   - pages: show problems to people; nil when the program has no pages.
    ///   - maximumRequestsPerCaller: the requests of one caller that are worked on at once; one more is refused.
    ///   - timeout: the longest that a request may take.
    ///   - log: where the line about each request goes.
    package init(
        routes: [Route], claimedName: (@Sendable (Request) -> String?)? = nil, tokens: (any FormTokenIssuer)? = nil,
        pages: (any PortalPages)? = nil, maximumRequestsPerCaller: Int = 32, timeout: Duration, log: JSONLogHandler
    ) {
        router = Router(routes)
        self.claimedName = claimedName
        self.tokens = tokens
        limiter = CallerLimiter(maximum: maximumRequestsPerCaller)
        self.timeout = timeout
        self.log = log
        renderer = ResponseRenderer(pages: pages)
    }

    package func respond(to request: Request) async -> Response {
        let start = Instant.now
        var entry = RequestLogEntry(id: RequestHead.id(request))
        let response: Response
        do {
            let head = try RequestHead(request, id: entry.id)
            entry.method = head.method
            response = await answer(request, head, deadline: start + timeout, entry: &entry)
        } catch {
            entry.method = RequestHead.method(of: request)
            entry.note(error)
            response = renderer.response(for: error, to: request, head: nil, caller: nil, id: entry.id)
        }
        if entry.caller == nil { entry.caller = claimedName?(request) }
        entry.status = response.head.status.code
        entry.write(to: log, elapsed: Instant.now - start)
        return response
    }

    /// Answers a request that the server refused before it had arrived completely, from the parameters that did arrive.
    /// It is logged like any other.
    package func response(to refusal: Refusal, of request: Request) -> Response {
        let problem: Problem =
            switch refusal {
            case .badParameters: .malformed("parameters", refusal.reason)
            case .badBody: .malformed("body", refusal.reason)
            case .bodyTooLarge: .bodyTooLarge
            case .tooManyRequests: .tooBusy
            }
        var request = request
        request.body = []
        var entry = RequestLogEntry(id: RequestHead.id(request))
        entry.method = RequestHead.method(of: request)
        entry.caller = claimedName?(request)
        let head = try? RequestHead(request, id: entry.id)
        if let head, case .route(let route, _) = router.match(head.method, head.segments) {
            entry.route = route.pattern
        }
        entry.note(problem)
        entry.status = problem.status.code
        entry.write(to: log, elapsed: .zero)
        return renderer.response(for: problem, to: request, head: head, caller: nil, id: entry.id)
    }

    private func answer(
        _ request: Request, _ head: RequestHead, deadline: Instant, entry: inout RequestLogEntry
    ) async -> Response {
        var caller: (any Principal)?
        do {
            let form = try head.contentType == .form ? Form(request.body, in: "form") : nil
            let method = try Self.method(head, form)
            switch router.match(method, head.segments) {
            case .options(let allow): return renderer.response(forOptions: allow, id: entry.id)
            case .methodNotAllowed(let allow):
                guard method == .get || method == .head, let place = renderer.place(for: head) else {
                    throw Problem.methodNotAllowed(allow)
                }
                return renderer.response(for: .seeOther(place), caller: nil, id: entry.id)
            case .slashTooMany(let segments):
                return renderer.response(
                    for: .permanentRedirect(head.location(segments)), caller: nil, id: entry.id)
            case .notFound: throw Problem.notFound
            case .route(let route, let captures):
                entry.route = route.pattern
                let admission = try await route.admit(request)
                caller = admission.caller
                entry.caller = caller?.name
                if let caller, !limiter.enter(caller.name) { throw Problem.tooManyRequests }
                defer { if let caller { limiter.leave(caller.name) } }
                let media = try Self.media(head, route)
                try check(head, route, hasBody: !request.body.isEmpty, form: form, caller: caller, method)
                let json = try Self.json(of: request, head, route)
                let context = RequestContext(
                    head: head, request: request, method: method, form: form, json: json, captures: captures,
                    media: media,
                    deadline: deadline, journal: entry.journal, log: log, tokens: tokens)
                let reply = try await admission.action(context)
                return renderer.response(for: reply, caller: caller, id: entry.id)
            }
        } catch {
            // The server cancels a request that takes too long. A problem that tells programs more than that is kept.
            let known = Problem(of: error)
            let problem = Task.isCancelled && known.members.isEmpty ? .timeIsUp : known
            entry.note(problem)
            return renderer.response(for: problem, to: request, head: head, caller: caller, id: entry.id)
        }
    }

    /// The method; a page's form may name another one in `_method`, as it can only send POST itself.
    private static func method(_ head: RequestHead, _ form: Form?) throws(Problem) -> HTTPRequest.Method {
        guard head.method == .post, let name = form?["_method"] else { return head.method }
        switch name {
        case "POST": return .post
        case "PUT": return .put
        case "PATCH": return .patch
        case "DELETE": return .delete
        default: throw .malformed("_method", "“_method” should be POST, PUT, PATCH or DELETE.")
        }
    }

    private static func media(_ head: RequestHead, _ route: Route) throws(Problem) -> MediaType {
        guard !route.offers.isEmpty else { return .plain }
        guard let media = head.accept.best(of: route.offers) else { throw .notAcceptable(route.offers) }
        return media
    }

    /// The JSON object in the body of a change, if there is one.
    private static func json(of request: Request, _ head: RequestHead, _ route: Route) throws(Problem) -> JSONBody? {
        guard route.method != .get, !request.body.isEmpty, let type = head.contentType, type.isJSON else { return nil }
        let body = try JSONBody(request.body)
        try body.refuseMembers(otherThan: route.members)
        return body
    }

    private func check(
        _ head: RequestHead, _ route: Route, hasBody: Bool, form: Form?, caller: (any Principal)?,
        _ method: HTTPRequest.Method
    ) throws(Problem) {
        guard route.forgery == .formToken else { return }
        let objection = ForgeryCheck.objection(to: head, hasBody: hasBody) {
            guard let tokens, let caller, let token = form?["csrf"] else { return .foreign }
            return tokens.standing(of: token, from: caller.name, purpose: FormPurpose(method, head.path))
        }
        if let objection { throw objection.problem }
    }
}

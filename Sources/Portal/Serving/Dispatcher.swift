package import FastCGI
internal import HTTPTypes
package import Logging

/// Takes each request through its life: understand, route, identify, check, run, answer, log.
package struct Dispatcher: Handler {
    private let router: Router
    private let gateway: Gateway?
    private let tokens: FormTokens?
    private let timeout: Duration
    private let log: Logger

    /// - Parameters:
    ///   - routes: what there is to answer.
    ///   - gateway: who is asking; nil when all routes are open.
    ///   - tokens: for the forms on pages; nil when there are none.
    ///   - timeout: the longest that a request may take.
    ///   - log: where the line about each request goes.
    package init(routes: [Route], gateway: Gateway?, tokens: FormTokens?, timeout: Duration, log: Logger) {
        router = Router(routes)
        self.gateway = gateway
        self.tokens = tokens
        self.timeout = timeout
        self.log = log
    }

    package func respond(to request: Request) async -> Response {
        let start = ContinuousClock.now
        var entry = entry(for: request)
        let response: Response
        do {
            let head = try RequestHead(request, id: entry.id)
            response = await answer(request, head, deadline: start + timeout, entry: &entry)
        } catch {
            entry.note(error)
            response = Dressing.response(for: error, to: request, head: nil, caller: nil, id: entry.id)
        }
        entry.status = response.head.status.code
        entry.write(to: log, elapsed: ContinuousClock.now - start)
        return response
    }

    /// Answers what was refused before it was whole, from what is known of its parameters; logged like the others.
    func response(to refusal: Refusal, parameters: [Request.Parameter]) -> Response {
        let problem: Problem =
            switch refusal {
            case .badParameters: .malformed("parameters", refusal.reason)
            case .badBody: .malformed("body", refusal.reason)
            case .bodyTooLarge: .bodyTooLarge
            case .tooManyRequests: .tooBusy
            }
        let request = Request(parameters: parameters)
        var entry = entry(for: request)
        let head = try? RequestHead(request, id: entry.id)
        if let head { _ = try? match(head.method, head, &entry) }
        entry.note(problem)
        entry.status = problem.status.code
        entry.write(to: log, elapsed: .zero)
        return Dressing.response(for: problem, to: request, head: head, caller: nil, id: entry.id)
    }

    private func entry(for request: Request) -> RequestEntry {
        RequestEntry(request, caller: gateway.flatMap { try? $0.name(in: request) })
    }

    private func answer(
        _ request: Request, _ head: RequestHead, deadline: ContinuousClock.Instant, entry: inout RequestEntry
    ) async -> Response {
        var caller: Caller?
        do {
            guard let run = try admit(request, head, deadline: deadline, entry: &entry, caller: &caller) else {
                return Dressing.response(forOptions: entry.allow, id: entry.id)
            }
            let reply = try await run()
            return Dressing.response(for: reply, caller: caller, id: entry.id)
        } catch {
            // The server cancels what takes too long. What programs are told besides isn't lost then.
            let known = Self.problem(for: error)
            let problem = Task.isCancelled && known.members.isEmpty ? .timeIsUp : known
            entry.note(problem)
            return Dressing.response(for: problem, to: request, head: head, caller: caller, id: entry.id)
        }
    }

    /// What the request's route does, once nothing speaks against it; nil for OPTIONS.
    ///
    /// Apart from the answering, which waits for AWS and would hold all of this meanwhile.
    private func admit(
        _ request: Request, _ head: RequestHead, deadline: ContinuousClock.Instant, entry: inout RequestEntry,
        caller: inout Caller?
    ) throws(Problem) -> (@Sendable () async throws -> Reply)? {
        let form = try head.contentType == .form ? Form(request.body, in: "form") : nil
        let method = try Self.method(head, form)
        let (route, captures) = try match(method, head, &entry)
        guard let route else { return nil }
        if case .forCaller = route.kind {
            guard let gateway else { throw .unexpected("the program reads no identity settings") }
            caller = try gateway.caller(of: request)
        }
        let media = try Self.media(head, route)
        try check(head, hasBody: !request.body.isEmpty, form: form, caller: caller)
        let exchange = Exchange(
            head: head, request: request, method: method, form: form, captures: captures, media: media,
            deadline: deadline, journal: entry.journal, log: entry.logger(log), tokens: tokens)
        switch (route.kind, caller) {
        case (.open(let action), _): return { try await action(exchange) }
        case (.forCaller(let action), let caller?): return { try await action(exchange, caller) }
        case (.forCaller, nil): throw .unexpected("no caller")
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

    /// The route; none for OPTIONS, whose answer the entry then holds.
    private func match(
        _ method: HTTPRequest.Method, _ head: RequestHead, _ entry: inout RequestEntry
    ) throws(Problem) -> (Route?, [String: String]) {
        switch router.match(method, head.segments) {
        case .route(let route, let captures):
            entry.route = route.pattern.description
            return (route, captures)
        case .options(let allow):
            entry.allow = allow
            return (nil, [:])
        case .methodNotAllowed(let allow): throw .methodNotAllowed(allow)
        case .notFound: throw .notFound
        }
    }

    private static func media(_ head: RequestHead, _ route: Route) throws(Problem) -> MediaType {
        guard !route.offers.isEmpty else { return .plain }
        guard let media = head.accept.best(of: route.offers) else { throw .notAcceptable(route.offers) }
        return media
    }

    private func check(_ head: RequestHead, hasBody: Bool, form: Form?, caller: Caller?) throws(Problem) {
        let objection = ForgeryCheck.objection(to: head, hasBody: hasBody) {
            guard let tokens, let caller, let token = form?["csrf"] else { return false }
            return tokens.accepts(token, from: caller.name)
        }
        if let objection { throw .forged(objection) }
    }

    private static func problem(for error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as any ProblemConvertible: error.problem
        default: .unexpected("\(type(of: error)): \(error)")
        }
    }
}

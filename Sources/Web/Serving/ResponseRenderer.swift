import FastCGI
import Formats
import HTTPTypes
import Problems

/// Makes responses of replies and problems.
struct ResponseRenderer: Sendable {
    /// The frame of pages, and problems as pages; nil in a program without pages, which answers everyone in JSON.
    let pages: (any PortalPages)?

    private static let requestID = HTTPField.Name("X-Request-Id")

    func response(for reply: Reply, caller: (any Principal)?, id: String) -> Response {
        var fields = reply.fields
        var body: [UInt8] = []
        var destinations: [String] = []
        switch reply.content {
        case .none: break
        case .bytes(let bytes, let media):
            fields[.contentType] = Self.contentType(media)
            body = bytes
        case .document(let document):
            fields[.contentType] = Self.contentType(.html)
            destinations = document.formDestinations
            body = document.html(for: caller, navigation: pages?.navigation ?? [])
        }
        if let requestID = Self.requestID { fields[requestID] = id }
        return Response(
            head: HTTPResponse(status: reply.status, headerFields: fields),
            commonFields: SecurityHeaders.lines(caching: reply.caching, formDestinations: destinations), body: body)
    }

    /// A problem as a page to people and as `application/problem+json` to everyone else.
    /// The head is nil when the request could not be understood.
    func response(
        for problem: Problem, to request: Request, head: RequestHead?, caller: (any Principal)?, id: String
    ) -> Response {
        var reply =
            if Self.wantsPage(RequestHead.accept(of: request)), let pages {
                Reply(
                    status: problem.status,
                    content: .document(pages.page(for: problem, of: head, form: Self.form(request, head), id: id)))
            } else {
                Reply.json(problem.json(id: id), status: problem.status, type: .problem)
            }
        reply.fields.append(contentsOf: problem.fields)
        if let seconds = problem.retryAfter { reply.fields[.retryAfter] = String(seconds) }
        if let challenge = problem.challenge { reply.fields[.wwwAuthenticate] = challenge }
        if !problem.allow.isEmpty { reply.fields[.allow] = Self.allow(problem.allow) }
        return response(for: reply, caller: caller, id: id)
    }

    /// Where a person is sent who opens an address that takes forms alone, as by loading it again; nil for a program.
    func place(for head: RequestHead) -> String? {
        Self.wantsPage(head.accept) ? pages?.place(for: head) : nil
    }

    private static func wantsPage(_ accept: Accept) -> Bool { accept.best(of: [.problem, .json, .html]) == .html }

    private static func form(_ request: Request, _ head: RequestHead?) -> Form? {
        head?.contentType == .form ? try? Form(request.body, in: "form") : nil
    }

    func response(forOptions methods: [HTTPRequest.Method], id: String) -> Response {
        response(for: Reply(status: .noContent, fields: [.allow: Self.allow(methods)]), caller: nil, id: id)
    }

    private static func allow(_ methods: [HTTPRequest.Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }

    private static func contentType(_ media: MediaType) -> String {
        media.type == "text" ? "\(media); charset=utf-8" : media.description
    }
}

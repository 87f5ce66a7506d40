internal import FastCGI
internal import HTTPTypes

/// Makes responses of replies and problems.
enum Dressing {
    static func response(for reply: Reply, caller: Caller?, id: String) -> Response {
        var fields = reply.fields
        var body: [UInt8] = []
        var destinations: [String] = []
        switch reply.content {
        case .none: break
        case .bytes(let bytes, let media):
            fields[.contentType] = contentType(media)
            body = bytes
        case .page(let page):
            fields[.contentType] = contentType(.html)
            destinations = page.formDestinations
            body = Array(Layout.document(page, caller: caller).text.utf8)
        }
        SecurityHeaders.apply(to: &fields, caching: reply.caching, id: id, formDestinations: destinations)
        return Response(head: HTTPResponse(status: reply.status, headerFields: fields), body: body)
    }

    /// A problem as a page to people and as `application/problem+json` to everyone else.
    /// The head is nil when the request could not be understood.
    static func response(
        for problem: Problem, to request: Request, head: RequestHead?, caller: Caller?, id: String
    ) -> Response {
        let isPage = RequestHead.accept(of: request).best(of: [.problem, .json, .html]) == .html
        var reply =
            isPage
            ? Reply.page(Layout.page(for: problem, of: head, id: id), status: problem.status)
            : Reply.json(problem.json(id: id), status: problem.status, type: .problem)
        if let seconds = problem.retryAfter { reply.fields[.retryAfter] = String(seconds) }
        if !problem.allow.isEmpty { reply.fields[.allow] = allow(problem.allow) }
        return response(for: reply, caller: caller, id: id)
    }

    static func response(forOptions methods: [HTTPRequest.Method], id: String) -> Response {
        response(for: Reply(status: .noContent, fields: [.allow: allow(methods)]), caller: nil, id: id)
    }

    private static func allow(_ methods: [HTTPRequest.Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }

    private static func contentType(_ media: MediaType) -> String {
        media.type == "text" ? "\(media); charset=utf-8" : media.description
    }
}

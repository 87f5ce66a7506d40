package import Concurrency
package import FastCGI
package import HTTPTypes
package import Logging
package import Problems
import Program
package import Transport

/// One request, parsed, authenticated and checked, as its route's closure receives it.
package final class RequestContext: Sendable {
    /// The form of the answer, by who reads it.
    package enum Representation: Sendable, Equatable {
        /// A person: HTML.
        case page
        /// A program: JSON.
        case data
    }

    package let head: RequestHead
    /// The method; for a page's form, the one that its member `_method` names.
    package let method: HTTPRequest.Method
    /// What the pattern's `{names}` stand for in this path, decoded.
    package let captures: [String: String]
    /// The offer of the route that the client prefers.
    package let media: MediaType
    /// When the answer is due.
    package let deadline: Instant
    /// Records the calls made for this request, for its log line.
    package let journal: CallJournal
    /// For the forms on pages; nil in a program without forms.
    package let tokens: (any FormTokenIssuer)?
    package let request: Request
    private let handler: JSONLogHandler
    private let sentForm: Form?
    private let sentJSON: JSONBody?

    init(
        head: RequestHead, request: Request, method: HTTPRequest.Method, form: Form?, json: JSONBody?,
        captures: [String: String],
        media: MediaType, deadline: Instant, journal: CallJournal, log: JSONLogHandler,
        tokens: (any FormTokenIssuer)?
    ) {
        self.head = head
        self.request = request
        self.method = method
        self.sentForm = form
        self.sentJSON = json
        self.captures = captures
        self.media = media
        self.deadline = deadline
        self.journal = journal
        handler = log
        self.tokens = tokens
    }

    /// The request's id in the log, the audit record and the answer.
    package var id: String { head.id }
    package var path: String { head.path }
    /// Writes further log lines under the request's id.
    package var log: Logger {
        var log = handler.logger
        log[metadataKey: "id"] = .string(id)
        return log
    }
    package var query: Form { head.query }
    package var baseURL: BaseURL { head.baseURL }
    /// The form of the answer.
    package var representation: Representation { media == .html ? .page : .data }

    /// Whether anything came in the body.
    package var hasBody: Bool { !request.body.isEmpty }

    /// The text that a `{name}` of the route's pattern stands for.
    package func capture(_ name: String) throws(Problem) -> String {
        guard let value = captures[name] else { throw .unexpected("the route has no {\(name)}") }
        return value
    }

    /// The form that a page sent; an absent body is an empty form.
    package func form() throws(Problem) -> Form {
        if let sentForm { return sentForm }
        guard request.body.isEmpty else { throw .unsupportedBody("application/x-www-form-urlencoded") }
        return try Form([], in: "form")
    }

    /// The JSON object in the body.
    package func json() throws(Problem) -> JSONBody {
        if let sentJSON { return sentJSON }
        guard isJSON else { throw .unsupportedBody("application/json") }
        return try JSONBody(request.body)
    }

    /// What the body is declared to be.
    package enum Body {
        case json(JSONBody)
        case form(Form)
    }

    /// Whether the body is declared as JSON.
    package var isJSON: Bool { head.contentType?.isJSON ?? false }

    /// The body, for a route that takes a JSON object as well as a form.
    package func body() throws(Problem) -> Body { isJSON ? .json(try json()) : .form(try form()) }
}

package import Formats
package import HTTPTypes

/// Why a request wasn't done, for a person and for a program (RFC 9457).
///
/// Its texts are written for the person who asked. What AWS or the system said goes to the log, through ``cause``.
package struct Problem: Error, Sendable {
    /// Names the kind of problem, in lower-case letters and hyphens. It never changes, as programs compare ``type``.
    package var kind: String
    package var status: HTTPResponse.Status
    /// The kind in a few words, the same every time.
    package var title: String
    /// What happened this time, what was and was not done, and what to do now.
    package var detail: String
    /// Further members for programs, such as the names of the keys there are.
    package var members: [JSONValue.Member]
    /// Seconds after which trying again makes sense.
    package var retryAfter: Int?
    /// What the path takes, with 405.
    package var allow: [HTTPRequest.Method]
    /// The field `WWW-Authenticate`, with 401: what the client has to prove, and how (RFC 9110, section 11.6.1).
    package var challenge: String?
    /// Further fields of the answer.
    package var fields: HTTPFields = [:]
    /// Trusted HTML for the page alone, such as the operator's own words.
    package var additionalHTML: String?
    /// For the page alone: the label of the link that leads on, where the usual one says too little.
    package var wayBack: String?
    /// For the log: what caused it, without any secret.
    package var cause: String?

    package init(
        _ kind: String, status: HTTPResponse.Status, title: String, detail: String, members: [JSONValue.Member] = [],
        retryAfter: Int? = nil, allow: [HTTPRequest.Method] = [], cause: String? = nil
    ) {
        self.kind = kind
        self.status = status
        self.title = title
        self.detail = detail
        self.members = members
        self.retryAfter = retryAfter
        self.allow = allow
        self.cause = cause
    }

    /// The stable identifier of the kind, a URI as RFC 9457 section 3.1.1 wants it.
    package var type: String { "urn:latchkey:problem:\(kind)" }

    /// The problem as `application/problem+json`, with the request's id to ask the operator about.
    package func json(id: String) -> JSONValue {
        var object: [JSONValue.Member] = [
            .init("type", .string(type)), .init("title", .string(title)), .init("status", .integer(status.code)),
            .init("detail", .string(detail)), .init("request_id", .string(id)),
        ]
        if let retryAfter { object.append(.init("retry_after", .integer(retryAfter))) }
        let taken = object
        object += members.filter { member in !taken.contains { $0.name == member.name } }
        return .object(object)
    }
}

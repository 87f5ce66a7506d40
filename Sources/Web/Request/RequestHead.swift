import FastCGI
import Formats
package import HTTPTypes
import Problems
import Synchronization

/// A request's parameters, each understood once.
package final class RequestHead: Sendable {
    /// The request's id in the log, the audit record and the answer.
    package let id: String
    /// The method on the wire.
    package let method: HTTPRequest.Method
    /// The path, decoded.
    package let path: String
    /// The path's parts between slashes, decoded.
    package let segments: [String]
    package let query: Form
    package let contentType: MediaType?
    package let accept: Accept
    package let baseURL: BaseURL
    let origin: String?
    /// `Sec-Fetch-Site`: where a browser says that the request comes from.
    package let fetchSite: String?
    let referer: String?

    /// Reads the parameters (RFC 3875 section 4.1); one that says twice what can be said once is refused.
    init(_ request: Request, id: String) throws(Problem) {
        let parameters = Parameters(request: request)
        self.id = id
        guard let name = try parameters.one("REQUEST_METHOD"), let method = HTTPRequest.Method(name) else {
            throw .malformed("method", "The request has no method.")
        }
        self.method = method
        let target = try parameters.one("REQUEST_URI")
        if let target {
            segments = try RequestPath.segments(Array(target.utf8).prefix { $0 != 0x3f && $0 != 0x23 })
        } else {
            // These come decoded; what would have to be escaped in them is in none of our paths.
            let script = try parameters.one("SCRIPT_NAME") ?? ""
            segments = try RequestPath.segments(Array((script + (try parameters.one("PATH_INFO") ?? "")).utf8)[...])
        }
        path = "/" + segments.joined(separator: "/")
        query = try Form((try parameters.one("QUERY_STRING") ?? "").utf8, in: "query")
        let contentType = try parameters.one("CONTENT_TYPE")
        self.contentType = contentType.flatMap(MediaType.init)
        guard contentType == nil || self.contentType != nil else {
            throw .malformed("Content-Type", "The Content-Type header is none.")
        }
        accept = Self.accept(of: request)
        let named = try parameters.one("HTTP_HOST")
        let port = try parameters.one("SERVER_PORT").map { ":" + $0 } ?? ""
        let server = try parameters.one("SERVER_NAME") ?? "localhost"
        let baseURL = BaseURL(
            https: try parameters.one("HTTPS"), requestScheme: try parameters.one("REQUEST_SCHEME"),
            host: named ?? server + port)
        guard let baseURL else { throw .malformed("Host", "The Host header is none.") }
        self.baseURL = baseURL
        origin = try parameters.one("HTTP_ORIGIN")
        fetchSite = try parameters.one("HTTP_SEC_FETCH_SITE")
        referer = try parameters.one("HTTP_REFERER")
    }

    /// A path of ours with the query of this request.
    func location(_ segments: [String]) -> String {
        var text = FormEncoding()
        for member in query.members { text.append(member.name, member.value) }
        return "/" + segments.map { PercentEncoding.encode($0) }.joined(separator: "/")
            + (text.bytes.isEmpty ? "" : "?\(text.text)")
    }

    /// What the client takes, also where the rest of the request can't be understood.
    static func accept(of request: Request) -> Accept { Accept(Parameters(request: request).all("HTTP_ACCEPT")) }

    /// The method on the wire, where there is one.
    static func method(of request: Request) -> HTTPRequest.Method? {
        (try? Parameters(request: request).one("REQUEST_METHOD")).flatMap { HTTPRequest.Method($0) }
    }

    /// The web server's id when it is one (nginx's `$request_id` as `REQUEST_ID`), else one of our own: what is random
    /// for the process, and a count. It is no secret.
    static func id(_ request: Request) -> String {
        let ids = request.values(of: "REQUEST_ID")
        if ids.count == 1, (8...64).contains(ids[0].utf8.count),
            ids[0].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        {
            return ids[0]
        }
        return process + Hexadecimal.encode(count.add(1, ordering: .relaxed).newValue)
    }

    private static let process = Hexadecimal.encode(UInt64.random(in: .min ... .max))
    private static let count = Atomic<UInt64>(0)

    /// Parameters by name, the empty ones as good as absent. There are some twenty: looking through them for each name
    /// costs less than a table.
    private struct Parameters {
        let request: Request

        func one(_ name: String) throws(Problem) -> String? {
            do {
                return try request.value(of: name).flatMap { $0.isEmpty ? nil : $0 }
            } catch {
                throw .malformed(name, "The web server passed \(name) more than once.")
            }
        }

        /// A header whose lines may be joined (RFC 9110 section 5.3).
        func all(_ name: String) -> String? {
            let values = request.values(of: name)
            return values.isEmpty ? nil : values.joined(separator: ",")
        }
    }
}

package import FastCGI
package import HTTPTypes
package import Problems

/// Establishes who the caller of a request is.
///
/// Routes that an authenticator makes (``route(_:_:offers:forgery:_:)``) are answered only for a caller that it lets
/// in.
package protocol Authenticator<Caller>: Sendable {
    associatedtype Caller: Principal

    /// The caller of a request. This may take time, for example to ask AWS.
    ///
    /// - Throws: the problem that the client is told, with 401 or 403.
    func authenticate(_ request: Request) async throws(Problem) -> Caller
}

extension Authenticator {
    /// A route for callers that this authenticator lets in. By default its answer can be JSON, and a page for clients
    /// that name HTML. `members` are those that a JSON body may have.
    package func route(
        _ method: HTTPRequest.Method, _ pattern: PathPattern, offers: [MediaType] = [.json, .html],
        members: Set<String> = [], forgery: Route.ForgeryProtection = .formToken,
        _ action: @escaping @Sendable (RequestContext, Caller) async throws -> Reply
    ) -> Route {
        Route(method, pattern, offers: offers, members: members, forgery: forgery) { (request) throws(Problem) in
            let caller = try await authenticate(request)
            return Route.Admission(caller: caller) { try await action($0, caller) }
        }
    }
}

import HTTPTypes

/// Finds the route for a method and a path.
package struct Router: Sendable {
    /// What a look-up finds.
    enum Match: Sendable {
        case route(Route, captures: [String: String])
        /// The request is OPTIONS: the methods that the path takes.
        case options([HTTPRequest.Method])
        case methodNotAllowed([HTTPRequest.Method])
        /// There is a page at the path without the slash at its end.
        case slashTooMany([String])
        case notFound
    }

    private let routes: [Route]

    /// - Parameter routes: the first that matches is taken.
    package init(_ routes: [Route]) {
        self.routes = routes
    }

    /// Finds the route. HEAD finds the route of GET; the FastCGI server leaves the body out.
    func match(_ method: HTTPRequest.Method, _ path: [String]) -> Match {
        let wanted = method == .head ? .get : method
        var allowed: [HTTPRequest.Method] = []
        for route in routes {
            guard let captures = route.pattern.match(path) else { continue }
            if route.method == wanted { return .route(route, captures: captures) }
            if !allowed.contains(route.method) { allowed.append(route.method) }
        }
        guard !allowed.isEmpty else {
            guard wanted == .get, path.count > 1, path.last == "",
                routes.contains(where: { $0.method == .get && $0.pattern.match(path.dropLast()) != nil })
            else { return .notFound }
            return .slashTooMany(path.dropLast())
        }
        if allowed.contains(.get) { allowed.append(.head) }
        allowed.append(.options)
        allowed.sort { $0.rawValue < $1.rawValue }
        return method == .options ? .options(allowed) : .methodNotAllowed(allowed)
    }
}

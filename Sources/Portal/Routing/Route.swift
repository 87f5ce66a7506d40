package import HTTPTypes

/// A method and a form of path, and what answers them.
package struct Route: Sendable {
    /// Answers a caller. Throws a ``Problem``, what is ``ProblemConvertible``, or what becomes a 500.
    package typealias Action = @Sendable (Exchange, Caller) async throws -> Reply
    /// Answers whoever asks.
    package typealias OpenAction = @Sendable (Exchange) async throws -> Reply

    enum Kind: Sendable {
        case forCaller(Action)
        case open(OpenAction)
    }

    package let method: HTTPRequest.Method
    package let pattern: PathPattern
    /// What the answer can be, the first for a client that takes anything.
    package let offers: [MediaType]
    let kind: Kind

    /// A route for people and programs that are signed in. By default its answer can be JSON, and a page for clients
    /// that name HTML.
    package init(
        _ method: HTTPRequest.Method, _ pattern: PathPattern, offers: [MediaType] = [.json, .html],
        _ action: @escaping Action
    ) {
        self.method = method
        self.pattern = pattern
        self.offers = offers
        kind = .forCaller(action)
    }

    /// A route that anyone may ask, and that changes nothing.
    package init(
        open method: HTTPRequest.Method, _ pattern: PathPattern, offers: [MediaType], _ action: @escaping OpenAction
    ) {
        self.method = method
        self.pattern = pattern
        self.offers = offers
        kind = .open(action)
    }
}

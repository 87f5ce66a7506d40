import FastCGI
package import HTTPTypes
import Problems

/// A method and a form of path, and what answers them.
package struct Route: Sendable {
    /// Answers whoever asks. Throws a ``Problem``, what is ``ProblemConvertible``, or what becomes a 500.
    package typealias Action = @Sendable (RequestContext) async throws -> Reply

    /// How a route makes sure that the caller wants a change, and that no other site made their browser send it.
    package enum ForgeryProtection: Sendable {
        /// By ``ForgeryCheck``: a browser's form needs a token.
        case formToken
        /// Not at all. For requests that prove who sends them by something that a browser never sends by itself, such
        /// as the form POST of an OAuth client (RFC 6749 section 4.1.3).
        case none
    }

    /// A caller who was let in, and what the route does for them.
    struct Admission: Sendable {
        let caller: (any Principal)?
        let action: Action
    }

    package let method: HTTPRequest.Method
    package let pattern: PathPattern
    /// What the answer can be, the first for a client that takes anything.
    package let offers: [MediaType]
    let forgery: ForgeryProtection
    /// The members that a JSON body may have. One with another member is refused, as its sender means something by it.
    let members: Set<String>
    let admit: @Sendable (Request) async throws(Problem) -> Admission

    init(
        _ method: HTTPRequest.Method, _ pattern: PathPattern, offers: [MediaType], members: Set<String>,
        forgery: ForgeryProtection,
        admit: @escaping @Sendable (Request) async throws(Problem) -> Admission
    ) {
        self.method = method
        self.pattern = pattern
        self.offers = offers
        self.members = members
        self.forgery = forgery
        self.admit = admit
    }

    /// A route that anyone may ask. Routes for callers come from an ``Authenticator``.
    package init(
        open method: HTTPRequest.Method, _ pattern: PathPattern, offers: [MediaType], members: Set<String> = [],
        forgery: ForgeryProtection = .formToken, _ action: @escaping Action
    ) {
        self.init(method, pattern, offers: offers, members: members, forgery: forgery) { (_) throws(Problem) in
            Admission(caller: nil, action: action)
        }
    }
}

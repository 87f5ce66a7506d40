package import Problems

/// A page for people, which becomes HTML when it is known who reads it.
package protocol Document: Sendable {
    /// The HTML document in UTF-8.
    ///
    /// - Parameters:
    ///   - caller: who is signed in; nil where it isn't known.
    ///   - navigation: the parts of the portal, linked on every page.
    /// - Returns: the whole document.
    func html(for caller: (any Principal)?, navigation: [NavigationLink]) -> [UInt8]

    /// Origins (`https://signin.aws.amazon.com`) that a form on this page ends up at after a redirect: browsers apply the
    /// policy for forms to the redirects that follow as well.
    var formDestinations: [String] { get }
}

/// A part of the portal, as the navigation on every page names and links it.
package struct NavigationLink: Sendable, Equatable {
    package var label: String
    /// Of this site: `/keys`.
    package var path: String

    package init(_ label: String, path: String) {
        self.label = label
        self.path = path
    }
}

/// What a program that shows pages adds to the answering of requests.
package protocol PortalPages: Sendable {
    /// The parts of the portal, in the order in which pages link them.
    var navigation: [NavigationLink] { get }

    /// The page that tells a person of a problem.
    ///
    /// - Parameters:
    ///   - problem: what went wrong.
    ///   - head: the request; nil when it could not be understood.
    ///   - form: what a page's form held; nil when the request was none.
    ///   - id: the request's id, for the people who run the portal.
    /// - Returns: the page.
    func page(for problem: Problem, of head: RequestHead?, form: Form?, id: String) -> any Document

    /// Where the part of the portal begins to which an address belongs; nil when it belongs to none.
    func place(for head: RequestHead) -> String?
}

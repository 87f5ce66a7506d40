package import HTTPTypes

/// What a token is good for. That of one form is good for no other, so that nobody can be made to delete a key by a form
/// that was to make one.
package struct FormPurpose: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// Sending a form to a path, with the method that its member `_method` names, or POST.
    package init(_ method: HTTPRequest.Method, _ path: String) {
        description = "\(method.rawValue) \(path)"
    }

    /// Showing that something happened: a code for a sentence of ours, and what it was done to.
    package init(notice code: String, of subject: String) {
        // No method is spelt in small letters.
        description = "notice \(code) \(subject)"
    }
}

package import HTTPTypes
package import Problems
package import Web

/// Makes the forms of a page, each with a token that is good for this caller and for this form alone.
package struct Forms: Sendable {
    let tokens: any FormTokenIssuer
    let caller: String

    /// A form that changes something, sent to the path `action`.
    ///
    /// `method` is what a form can't send itself, such as DELETE, or POST; `content` holds the fields and the button.
    package func form(to action: String, method: HTTPRequest.Method = .post, _ content: HTML) -> HTML {
        let token = tokens.token(for: caller, purpose: FormPurpose(method, action), lifetime: nil)
        let override: HTML =
            method == .post ? .empty : "<input type=\"hidden\" name=\"_method\" value=\"\(method.rawValue)\">"
        return """
            <form method="post" action="\(action)"><input type="hidden" name="csrf" value="\(token)">\(override)\
            \(content)</form>
            """
    }
}

extension RequestContext {
    /// What makes the forms of the page that answers this request.
    package func forms(for caller: some Principal) throws(Problem) -> Forms {
        guard let tokens else { throw .unexpected("a page has a form, but the program reads no LATCHKEY_SECRET") }
        return Forms(tokens: tokens, caller: caller.name)
    }
}

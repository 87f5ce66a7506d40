package import Problems
package import Web

extension RequestContext {
    /// The hidden field that every form needs which changes something.
    package func token(for caller: some Principal) throws(Problem) -> HTML {
        guard let tokens else { throw .unexpected("a page has a form, but the program reads no LATCHKEY_SECRET") }
        return "<input type=\"hidden\" name=\"csrf\" value=\"\(tokens.token(for: caller.name))\">"
    }
}

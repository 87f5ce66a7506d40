/// Makes and checks the tokens that prove that a form was sent from a page of ours, shown to this caller.
package protocol FormTokenIssuer: Sendable {
    /// A token for the forms of a caller.
    func token(for caller: String) -> String
    /// Whether a token is ours, this caller's and still good.
    func accepts(_ token: String, from caller: String) -> Bool
}

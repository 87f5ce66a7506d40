/// Makes and checks the tokens that prove that a form was sent from a page of ours, shown to this caller.
package protocol FormTokenIssuer: Sendable {
    /// A token for one purpose of a caller.
    ///
    /// - Parameters:
    ///   - caller: whose token it is.
    ///   - purpose: what it is good for, and nothing else.
    ///   - lifetime: for how many seconds; nil for as long as a page may stand open.
    /// - Returns: the token.
    func token(for caller: String, purpose: FormPurpose, lifetime: Int?) -> String

    /// What a token is worth to a caller, for a purpose.
    func standing(of token: String, from caller: String, purpose: FormPurpose) -> FormTokenStanding
}

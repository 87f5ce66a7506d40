/// Why something isn't the answer to an authorization request. It doesn't count then, and the right one still may come.
package enum AnswerFault: Error, Sendable, Equatable {
    /// It can't be read, or is too large.
    case malformed
    /// A parameter is there twice.
    case repeated
    /// It has another `state` than the request, or none.
    case wrongState
    /// It is of another issuer (RFC 9207), or doesn't say of which where it should.
    case wrongIssuer
    /// It has neither what was asked for nor an error.
    case incomplete
}

/// What a token is for. One kind is never taken for the other.
package enum TokenKind: String, Sendable, CaseIterable {
    /// Sent with each request.
    case access
    /// Traded for the next two.
    case refresh

    /// What the text of such a token begins with, so that people and scanners of leaked secrets know what they see.
    package var prefix: String { "latchkey_\(rawValue)_" }
}

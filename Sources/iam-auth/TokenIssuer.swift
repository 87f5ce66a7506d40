import Tokens

/// The issuer of the tokens that AWS signs for one account, and where its keys are.
struct TokenIssuer: Sendable, Equatable {
    /// What `iss` has to be, to the byte.
    let name: String
    let address: KeySetAddress

    /// Nil unless `text` is an https URL without a slash at its end. On the loopback interface, http is taken as well.
    init?(_ text: String) {
        guard !text.hasSuffix("/"), let address = KeySetAddress(issuer: text) else { return nil }
        name = text
        self.address = address
    }
}

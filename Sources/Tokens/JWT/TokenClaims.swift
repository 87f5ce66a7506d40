package import Formats
package import FoundationEssentials

/// What a verified token claims. Only ``TokenVerifier`` makes one.
package struct TokenClaims: Sendable, Equatable {
    /// All claims by name: an object without duplicate members.
    let json: JSONValue

    /// `iss`, the verifier's issuer.
    package let issuer: String
    /// `aud`, among them the verifier's audience.
    package let audiences: [String]
    /// `exp`: from then on the token is worth nothing.
    package let expiration: Date
    /// `nbf`; nil if the token doesn't say.
    package let notBefore: Date?
    /// `iat`; nil if the token doesn't say.
    package let issuedAt: Date?
    /// `sub`; nil if the token doesn't say.
    package let subject: String?
    /// `jti`, the ID of the token; nil if it has none.
    package let tokenID: String?

    /// Reads the claims of a token whose signature is right.
    init(_ json: JSONValue) throws(TokenError) {
        self.json = json
        guard let issuer = try Self.text("iss", of: json) else { throw .missingClaim("iss") }
        guard let expiration = try Self.date("exp", of: json) else { throw .missingClaim("exp") }
        self.issuer = issuer
        self.expiration = expiration
        audiences = try Self.audiences(of: json)
        notBefore = try Self.date("nbf", of: json)
        issuedAt = try Self.date("iat", of: json)
        subject = try Self.text("sub", of: json)
        tokenID = try Self.text("jti", of: json)
    }

    /// The value of any claim.
    package subscript(_ name: String) -> JSONValue? { json[name] }

    /// One text or a list of up to 32 (RFC 7519, section 4.1.3).
    private static func audiences(of json: JSONValue) throws(TokenError) -> [String] {
        let values: [JSONValue]
        switch json["aud"] {
        case nil: throw .missingClaim("aud")
        case .array(let elements): values = elements
        case let value?: values = [value]
        }
        let audiences = values.compactMap { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        guard (1...32).contains(values.count), audiences.count == values.count else { throw .malformedClaim("aud") }
        return audiences
    }

    private static func text(_ name: String, of json: JSONValue) throws(TokenError) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.string, !text.isEmpty else { throw .malformedClaim(name) }
        return text
    }

    /// A moment in whole seconds since 1970, up to the year 9999. RFC 7519 also allows fractions, which no issuer writes.
    private static func date(_ name: String, of json: JSONValue) throws(TokenError) -> Date? {
        guard let value = json[name] else { return nil }
        guard case .integer(let seconds) = value, (1...253_402_300_799).contains(seconds) else {
            throw .malformedClaim(name)
        }
        return Date(timeIntervalSince1970: TimeInterval(seconds))
    }
}

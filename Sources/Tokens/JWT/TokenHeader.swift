import Cryptography
import Formats

/// What the header of a token may say: its algorithm and its key's ID, which only select among keys that we have.
struct TokenHeader: Sendable, Equatable {
    var algorithm: SignatureAlgorithm
    /// Nil if the token names none.
    var keyID: String?

    /// Members that would have the token say how to verify it, or that change what is signed. RFC 8725 (section 3.10) and
    /// RFC 7515 (section 4.1) say what each does; `b64` is RFC 7797's. The others are for nested and encrypted tokens (RFC 7516,
    /// section 4.1; RFC 7518, section 4).
    private static let forbidden: Set<String> = [
        "crit", "jku", "jwk", "x5u", "x5c", "b64", "cty", "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
    ]
    /// Members that are read, or stand for the key's certificate and are ignored.
    private static let known: Set<String> = ["alg", "typ", "kid", "x5t", "x5t#s256"]

    /// Reads the header's JSON.
    init(_ json: JSONValue) throws(TokenError) {
        guard case .object(let members) = json else { throw .malformed(.header) }
        guard !json.hasDuplicateMembers else { throw .duplicateMembers(.header) }
        for name in members.map(\.name) {
            // Some readers take “ALG” for “alg”, so such a header means two things.
            let lowercased = String(decoding: name.utf8.map(\.asciiLowercased), as: UTF8.self)
            if Self.forbidden.contains(lowercased) { throw .forbiddenHeader(lowercased) }
            if Self.known.contains(lowercased), lowercased != name, name != "x5t#S256" {
                throw .forbiddenHeader(lowercased)
            }
        }
        guard let name = json["alg"]?.string, let algorithm = SignatureAlgorithm(rawValue: name) else {
            throw .unknownAlgorithm
        }
        if let type = json["typ"], type != "JWT", type != "at+jwt" { throw .unknownType }
        if let value = json["kid"] {
            guard let keyID = value.string, KeySet.isKeyID(keyID) else { throw .malformedKeyID }
            self.keyID = keyID
        }
        self.algorithm = algorithm
    }
}

import Formats

/// A token as its text says, of which nothing may be believed. ``TokenVerifier`` makes ``TokenClaims`` of it.
struct UnverifiedToken: Sendable {
    /// The longest token, in characters. AWS's with all their tags are a few thousand.
    static let maximumLength = 16_384
    /// The longest header, in bytes.
    private static let maximumHeaderByteCount = 1_024
    /// How many brackets may be open at once in header and claims.
    private static let maximumDepth = 16

    let header: TokenHeader
    /// The claims, an object without duplicate members.
    let claims: JSONValue
    /// What the signature is for: the first two parts with the dot between them.
    let signedBytes: [UInt8]
    let signature: [UInt8]

    /// Reads a token in compact form (RFC 7515, section 7.1). Each token has only one spelling that is accepted.
    init(_ text: String) throws(TokenError) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { throw .notCompact }
        guard parts[0].count <= Self.maximumHeaderByteCount * 4 / 3 else { throw .malformed(.header) }
        header = try TokenHeader(Self.json(parts[0], .header))
        claims = try Self.json(parts[1], .claims)
        guard case .object = claims else { throw .malformed(.claims) }
        guard !claims.hasDuplicateMembers else { throw .duplicateMembers(.claims) }
        signature = try Self.decoded(parts[2], .signature)
        signedBytes = Array(bytes.prefix(parts[0].count + 1 + parts[1].count))
    }

    private static func json(_ part: ArraySlice<UInt8>, _ name: TokenError.Part) throws(TokenError) -> JSONValue {
        let bytes = try decoded(part, name)
        do {
            return try JSONReader.read(bytes, maximumDepth: maximumDepth)
        } catch {
            throw .malformed(name)
        }
    }

    private static func decoded(_ part: ArraySlice<UInt8>, _ name: TokenError.Part) throws(TokenError) -> [UInt8] {
        guard let bytes = Base64URL.decode(utf8: part) else { throw .malformed(name) }
        return bytes
    }
}

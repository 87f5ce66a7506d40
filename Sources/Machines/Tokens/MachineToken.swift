import Cryptography
import Formats
import Secrets

/// A token that a machine has, opened: whose it is. Whether it is good, the table says.
///
///     prefix ‖ sealed (generation (4 bytes) ‖ machine (12 bytes) ‖ random (16 bytes) ‖ person)
///
/// It is sealed, so that who has none of ours is refused without a look at the table, and so that a refresh token that was
/// replaced is known for one.
package struct MachineToken: Sendable, Equatable {
    static let randomByteCount = 16
    private static let headByteCount = 4 + MachineID.byteCount + randomByteCount

    package let kind: TokenKind
    package let machine: MachineID
    package let person: PersonKey
    let generation: Int
    /// What the table has instead of the token.
    let digest: String

    /// The longest text that is looked at, in bytes.
    static let maximumByteCount = 512

    /// Opens a token; nil unless it is one of ours, of this kind.
    init?(_ text: String, _ kind: TokenKind, keys: TokenSealing) {
        guard text.utf8.count <= Self.maximumByteCount, text.utf8.starts(with: kind.prefix.utf8),
            let content = keys.open(text.dropFirst(kind.prefix.utf8.count), kind), content.count > Self.headByteCount,
            let person = PersonKey(content[Self.headByteCount...])
        else { return nil }
        self.kind = kind
        self.person = person
        generation = content[..<4].reduce(0) { $0 << 8 | Int($1) }
        machine = MachineID(Array(content[4..<4 + MachineID.byteCount]))
        digest = Self.digest(of: text)
    }

    /// A new token; nil if it can't be sealed.
    static func make(
        _ kind: TokenKind, for machine: MachineID, of person: PersonKey, generation: Int, keys: TokenSealing
    ) -> Secret? {
        let number = (0..<4).reversed().map { UInt8(truncatingIfNeeded: generation >> ($0 * 8)) }
        let content = number + machine.bytes + Random.bytes(randomByteCount) + Array(person.description.utf8)
        return keys.seal(content, kind).map { Secret(kind.prefix + $0) }
    }

    /// The SHA-256 of a token's text, in base64url.
    static func digest(of text: String) -> String { Base64URL.encode(SHA256.digest(text)) }
}

package import AWS
import Formats
package import Tokens

/// The person in a session: its name and its source identity, by which CloudTrail shows who acted.
///
/// Both have 2 to 64 characters of `[\w+=,.@-]`. Any other byte of the claim's UTF-8, and `=` itself, is written as `=` and two
/// hexadecimal digits, so that no two people have one name: `auth0|5f7c` becomes `auth0=7C5f7c`. A name of one character is
/// written in the same way, as `=61`. A claim that is too long then is refused, not cut.
package struct PersonName: Sendable, Hashable {
    private static let maximumLength = 64

    package let sessionName: RoleSessionName
    package let sourceIdentity: SourceIdentity

    /// Reads the person's claim.
    ///
    /// - Parameters:
    ///   - pointer: the claim that names the person, such as `sub`. It has to be a text: a number and a text of the same digits
    ///     may be two people.
    ///   - claims: of a verified token.
    /// - Throws: ``GrantError/person(_:_:)``.
    package init(_ pointer: ClaimPointer, in claims: TokenClaims) throws(GrantError) {
        let text: String
        switch claims[pointer] {
        case nil, .null: throw .person(pointer.text, .missing)
        case .string(let value): text = value
        default: throw .person(pointer.text, .wrongType)
        }
        guard !text.isEmpty else { throw .person(pointer.text, .missing) }
        guard let name = Self.escaped(text), let sessionName = RoleSessionName(name),
            let sourceIdentity = SourceIdentity(name)
        else { throw .person(pointer.text, .tooLong(limit: Self.maximumLength)) }
        self.sessionName = sessionName
        self.sourceIdentity = sourceIdentity
    }

    /// The text in AWS's characters; nil if it is too long.
    package static func escaped(_ text: String) -> String? {
        guard text.utf8.count <= maximumLength else { return nil }
        let isShort = text.utf8.count == 1
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte.isNameByte, byte != UInt8(ascii: "="), !isShort {
                bytes.append(byte)
            } else {
                bytes += "=\(Hexadecimal.encode([byte]).uppercased())".utf8
            }
        }
        return bytes.count <= maximumLength ? String(decoding: bytes, as: UTF8.self) : nil
    }
}

/// Why a claim of a genuine token can't be used.
package enum ClaimFault: Sendable, Hashable {
    /// The token has no such claim, or it is null, empty, or a list without elements.
    case missing
    /// It is an object, or has one in a list; or, where only a text will do, no text.
    case wrongType
    /// It is a list, and the mapping takes none.
    case list
    /// Where lists are joined, a text has the colon that would separate it from the next, or one in a list is empty.
    case separator
    /// It has more than this many characters.
    case tooLong(limit: Int)
    /// It has a character that AWS doesn't take.
    case forbiddenCharacter

    /// A word for programs.
    package var reason: String {
        switch self {
        case .missing: "missing"
        case .wrongType: "wrong-type"
        case .list: "list"
        case .separator: "separator"
        case .tooLong: "too-long"
        case .forbiddenCharacter: "forbidden-character"
        }
    }

    /// What is wrong, after the name of the claim.
    package var words: String {
        switch self {
        case .missing: "isn't in the token, or is empty"
        case .wrongType: "isn't of a type that can be used"
        case .list: "is a list, and the registration doesn't say that lists are joined"
        case .separator: "has a colon, which separates the texts of a list, or an empty text in its list"
        case .tooLong(let limit): "is longer than the \(limit) characters that AWS takes"
        case .forbiddenCharacter: "has a character that AWS doesn't take"
        }
    }
}

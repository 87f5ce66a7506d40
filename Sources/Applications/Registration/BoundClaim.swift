import Formats
import Tokens

/// A claim that every token of an application has to have, with one value.
package struct BoundClaim: Sendable, Equatable {
    /// As many as one registration may have.
    static let counts = 1...10
    /// The longest value, in bytes.
    private static let maximumByteCount = 256

    let claim: ClaimPointer
    /// A text, a whole number, or true or false.
    let value: JSONValue

    /// Nil for anything else, and for a text that is empty or too long.
    init?(_ claim: ClaimPointer, _ value: JSONValue) {
        switch value {
        case .string(let text) where (1...Self.maximumByteCount).contains(text.utf8.count): break
        case .integer, .bool: break
        default: return nil
        }
        self.claim = claim
        self.value = value
    }

    /// Whether the claim is the value, or a list that has it.
    func isMet(by claims: TokenClaims) -> Bool {
        switch claims[claim] {
        case .array(let elements)?: elements.contains(where: isValue)
        case let found?: isValue(found)
        case nil: false
        }
    }

    /// Texts are compared by bytes: Swift's `==` also holds for different spellings of one character.
    private func isValue(_ found: JSONValue) -> Bool {
        if case (.string(let one), .string(let other)) = (value, found) { return one.utf8.elementsEqual(other.utf8) }
        return value == found
    }
}

package import Formats

/// Names a claim, also one inside another: `email`, or `/custom:tenant/id`.
///
/// A text that begins with `/` is a JSON pointer (RFC 6901): each part names a member, or an element of a list by its number;
/// `~1` stands for a slash and `~0` for a tilde. Any other text is a claim's name as it is written, such as
/// `https://example.com/tenant`.
package struct ClaimPointer: Sendable, Hashable {
    /// The longest text, in bytes.
    package static let maximumByteCount = 256
    /// The most parts. Claims aren't nested deeper than 16.
    private static let maximumPartCount = 16

    /// As it was written.
    package let text: String
    private let parts: [String]

    /// Nil for a text that is empty, too long, has control characters, or isn't a JSON pointer though it begins like one.
    package init?(_ text: String) {
        guard (1...Self.maximumByteCount).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.text = text
        guard text.utf8.first == UInt8(ascii: "/") else {
            parts = [text]
            return
        }
        var parts: [String] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let part = Self.unescaped(part) else { return nil }
            parts.append(part)
        }
        guard parts.count <= Self.maximumPartCount else { return nil }
        self.parts = parts
    }

    /// The value there; nil if there is none.
    func value(in claims: JSONValue) -> JSONValue? {
        var value = claims
        for part in parts {
            switch value {
            case .object(let members):
                // By bytes: Swift's `==` also holds for different spellings of one character.
                guard let member = members.first(where: { $0.name.utf8.elementsEqual(part.utf8) }) else { return nil }
                value = member.value
            case .array(let elements):
                guard let index = Self.index(part), index < elements.count else { return nil }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }

    /// The number of an element: digits without a zero in front.
    private static func index(_ part: String) -> Int? {
        guard (1...5).contains(part.utf8.count), part.utf8.allSatisfy(\.isASCIIDigit),
            part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
        else { return nil }
        return Int(part)
    }

    private static func unescaped(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var isEscape = false
        for byte in part {
            if isEscape {
                guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
                bytes.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                isEscape = false
            } else if byte == UInt8(ascii: "~") {
                isEscape = true
            } else {
                bytes.append(byte)
            }
        }
        return isEscape ? nil : String(decoding: bytes, as: UTF8.self)
    }
}

extension ClaimPointer: CustomStringConvertible {
    package var description: String { text }
}

extension TokenClaims {
    /// The value of a claim, also of one inside another; nil if the token has none.
    package subscript(_ pointer: ClaimPointer) -> JSONValue? { pointer.value(in: json) }
}

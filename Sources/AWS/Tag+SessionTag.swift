/// What AWS takes for a session tag: letters, spaces, numbers and `_.:/=+-@`.
///
/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html>
extension Tag {
    /// Whether a text can be the key of a session tag: 1 to 128 characters.
    package static func isSessionTagKey(_ text: String) -> Bool {
        (1...128).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(isSessionTagCharacter)
    }

    /// Whether a text can be the value of a session tag: 1 to 256 characters. AWS takes an empty one as well, which tells
    /// nobody apart.
    package static func isSessionTagValue(_ text: String) -> Bool {
        (1...256).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(isSessionTagCharacter)
    }

    /// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`
    package static func isSessionTagCharacter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", "_", ".", ":", "/", "=", "+", "-", "@": return true
            default: return false
            }
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
            true
        default: false
        }
    }
}

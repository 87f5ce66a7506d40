/// A session tag that the web server passes as the parameter `LATCHKEY_TAG_<Key>`.
///
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html: letters, spaces, numbers and `_.:/=+-@`.
package struct SessionTag: Sendable, Equatable {
    /// 1 to 128 characters.
    package var key: String
    /// 1 to 256 characters.
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// The key, when AWS takes it.
    package static func key(_ text: String) -> String? {
        (1...128).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(isAllowed) ? text : nil
    }

    /// The value, when AWS takes it.
    static func value(_ text: String) -> String? {
        (1...256).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(isAllowed) ? text : nil
    }

    /// AWS's `[\p{L}\p{Z}\p{N}_.:/=+\-@]`.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
            true
        default: "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}

import Formats

/// The name of an IAM user.
package struct UserName: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is 1 to 64 characters of `[\w+=,.@-]`.
    package init?(_ text: String) {
        guard text.consists(of: \.isNameByte, lengths: 1...64) else { return nil }
        rawValue = text
    }
}

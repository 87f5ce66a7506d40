import Formats

/// The number of an AWS account: twelve digits.
package struct AccountID: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is twelve digits.
    package init?(_ text: String) {
        guard text.consists(of: \.isASCIIDigit, lengths: 12...12) else { return nil }
        rawValue = text
    }
}

import Formats

/// The name of an instance profile.
package struct InstanceProfileName: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is 1 to 128 characters of `[\w+=,.@-]`.
    package init?(_ text: String) {
        guard text.consists(of: \.isNameByte, lengths: 1...128) else { return nil }
        rawValue = text
    }
}

import Formats

/// The source identity of a role session. Sessions that this session opens in turn have the same.
package struct SourceIdentity: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is 2 to 64 characters of `[\w+=,.@-]`.
    package init?(_ text: String) {
        guard text.consists(of: \.isNameByte, lengths: 2...64) else { return nil }
        rawValue = text
    }
}

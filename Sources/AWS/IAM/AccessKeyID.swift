import Formats

/// The ID of an access key, which isn't secret (`AKIA…`, `ASIA…`).
package struct AccessKeyID: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is 16 to 128 characters of `\w`.
    package init?(_ text: String) {
        guard text.consists(of: \.isWordByte, lengths: 16...128) else { return nil }
        rawValue = text
    }
}

import Formats

/// The name of a role session. CloudTrail shows it as the one who acted.
package struct RoleSessionName: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is 2 to 64 characters of `[\w+=,.@-]`.
    package init?(_ text: String) {
        guard text.consists(of: \.isNameByte, lengths: 2...64) else { return nil }
        rawValue = text
    }

    /// Whether a byte may stand in a name.
    package static func allows(_ byte: UInt8) -> Bool { byte.isNameByte }
}

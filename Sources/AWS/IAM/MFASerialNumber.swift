import Formats

/// What identifies an MFA device: the ARN of a virtual one (`arn:aws:iam::123456789012:mfa/…`) or of a passkey or security
/// key (`arn:aws:iam::123456789012:u2f/…`), or the number on a hardware token.
package struct MFASerialNumber: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is 9 to 256 characters of `[\w+=/:,.@-]`.
    package init?(_ text: String) {
        let separators = Set("/:".utf8)
        guard text.consists(of: { $0.isNameByte || separators.contains($0) }, lengths: 9...256) else { return nil }
        rawValue = text
    }

    /// Whether the device is a virtual one. Of others nothing is left in IAM once they are nobody's.
    package var isVirtual: Bool { ARN(rawValue)?.resourceType == "mfa" }
}

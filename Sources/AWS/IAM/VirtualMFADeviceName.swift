import Formats

/// The name of a virtual MFA device. With its path, it is unique in the account.
package struct VirtualMFADeviceName: CheckedText {
    package let rawValue: String

    /// Nil unless `text` is 1 to 226 characters of `[\w+=,.@-]`. A longer one wouldn't fit into the device's serial number.
    package init?(_ text: String) {
        guard text.consists(of: \.isNameByte, lengths: 1...226) else { return nil }
        rawValue = text
    }
}

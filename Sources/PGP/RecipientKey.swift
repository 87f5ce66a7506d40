package import FoundationEssentials

/// A public key that secrets may be encrypted to.
package struct RecipientKey: Sendable, Equatable {
    let text: PublicKeyText
    /// Of the primary key, in hexadecimal digits.
    package let fingerprint: String
    /// Of the subkey that is encrypted to.
    package let encryptionFingerprint: String
    /// The first name with address that the key was given; text from outside.
    package let userID: String
    /// When it expires; nil if never.
    package let expires: Date?
}

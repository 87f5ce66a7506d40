package import Secrets

/// Encrypts secrets to people's public keys.
package protocol SecretEncryption: Sendable {
    /// Looks whether secrets may be encrypted to a key.
    ///
    /// - Parameter key: a public key as the file has it.
    /// - Throws: ``FirstSecretError/encryption(_:)``.
    func check(_ key: [UInt8]) throws(FirstSecretError)

    /// Encrypts a secret.
    ///
    /// - Returns: a message in ASCII armour, which ends with a line break.
    /// - Throws: ``FirstSecretError/encryption(_:)``.
    func encrypt(_ secret: Secret, to key: [UInt8]) throws(FirstSecretError) -> String
}

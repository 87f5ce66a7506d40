package import Secrets

/// Encryption to people's public keys, by GnuPG.
///
/// Each key is checked and used in a home of its own, which is removed afterwards. What is encrypted goes to gpg through a pipe.
/// A call takes some tens of milliseconds, in which nothing else is done.
package struct PGP: Sendable {
    private let library: GPGMELibrary

    /// - Throws: ``PGPError/noLibrary`` where libgpgme isn't installed.
    package init() throws(PGPError) {
        guard let library = GPGMELibrary() else { throw .noLibrary }
        self.library = library
    }

    /// Reads a key and checks that secrets may be encrypted to it.
    ///
    /// - Parameter text: one public key in armour, its bytes, or one of these in base64.
    /// - Returns: the key, with the subkey to encrypt to.
    /// - Throws: ``PGPError/refused(_:)`` for a key that can't be used, or shouldn't.
    package func key(_ text: [UInt8]) throws(PGPError) -> RecipientKey {
        let parsed: PublicKeyText
        do throws(KeyRefusal) {
            parsed = try PublicKeyText(text)
        } catch {
            throw .refused(error)
        }
        let context = try GPGMEContext.make(library)
        guard let fingerprint = try context.add(parsed) else { throw .refused(.notSigned) }
        let facts = try context.read(fingerprint) { (key) throws(PGPError) in key.facts }
        do throws(KeyRefusal) {
            let (subkey, expires) = try facts.recipient()
            return RecipientKey(
                text: parsed, fingerprint: fingerprint, encryptionFingerprint: subkey.fingerprint, userID: facts.userID,
                expires: expires)
        } catch {
            throw .refused(error)
        }
    }

    /// Encrypts to a key that was checked.
    ///
    /// - Returns: a message in ASCII armour, which ends with a line break.
    package func encrypt(_ secret: Secret, to key: RecipientKey) throws(PGPError) -> String {
        let context = try GPGMEContext.make(library)
        guard try context.add(key.text) == key.fingerprint else { throw .refused(.notSigned) }
        let message = try secret.withBytes { (bytes) throws(PGPError) in
            try context.encrypt(bytes, to: key.encryptionFingerprint)
        }
        return String(decoding: message, as: UTF8.self)
    }
}

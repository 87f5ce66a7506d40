import IdentityProofs

/// The encryption context of tokens for one server: KMS decrypts a token in the context alone that it was encrypted in.
struct KMSContext: Sendable, Equatable {
    /// The server's name.
    var host: String
    /// Until when tokens in this context are taken; in seconds since 1970, by AWS's clock.
    var expires: Int
    /// What nobody can guess, in base64url.
    var nonce: String

    /// The context as KMS and clients get it.
    var encryptionContext: EncryptionContext {
        EncryptionContext(["host": host, "expires": String(expires), "nonce": nonce])
    }
}

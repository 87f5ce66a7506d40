/// The SHA-256 digest (FIPS 180-4).
package enum SHA256 {
    /// The length of a digest, in bytes.
    package static let byteCount = 32

    /// The 32-byte digest of `bytes`.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        digest(bytes.span)
    }

    /// The 32-byte digest of the text's UTF-8.
    package static func digest(_ text: String) -> [UInt8] {
        digest(text.utf8.span)
    }

    /// The 32-byte digest of `bytes` (`EVP_DigestFinal_ex`).
    package static func digest(_ bytes: borrowing Span<UInt8>) -> [UInt8] {
        DigestContext.withPooled { context in
            context.start()
            context.update(bytes)
            return context.finish()
        }
    }
}

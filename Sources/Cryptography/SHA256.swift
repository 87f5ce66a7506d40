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

    /// The 32-byte digest of `bytes`.
    package static func digest(_ bytes: borrowing Span<UInt8>) -> [UInt8] {
        var digest: [UInt8] = []
        withDigest(of: bytes) { unsafe $0.withUnsafeBufferPointer { unsafe digest.append(contentsOf: $0) } }
        return digest
    }

    /// Calls `body` with the 32-byte digest of `bytes`, where an array would be made only to be read (`EVP_DigestFinal_ex`).
    package static func withDigest(of bytes: borrowing Span<UInt8>, _ body: (borrowing Span<UInt8>) -> Void) {
        DigestContext.withPooled { context in
            context.start()
            context.update(bytes)
            body(context.finish().span)
        }
    }
}

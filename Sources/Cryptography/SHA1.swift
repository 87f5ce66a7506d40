import COpenSSL

/// The SHA-1 digest (FIPS 180-4), by which others name files. It isn't for anything that has to be safe.
package enum SHA1 {
    /// The length of a digest, in bytes.
    package static let byteCount = 20

    /// The 20-byte digest of the text's UTF-8 (`EVP_Digest`).
    package static func digest(_ text: String) -> [UInt8] {
        let bytes = text.utf8.span
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            let finished = unsafe bytes.withUnsafeBytes {
                unsafe EVP_Digest($0.baseAddress, $0.count, buffer.baseAddress, nil, EVP_sha1(), nil)
            }
            precondition(finished == 1, "OpenSSL offers no SHA-1: check its configuration (openssl.cnf)")
            count = byteCount
        }
    }
}

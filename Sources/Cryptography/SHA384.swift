import COpenSSL

/// The SHA-384 digest (FIPS 180-4).
package enum SHA384 {
    /// The length of a digest, in bytes.
    package static let byteCount = 48

    /// The 48-byte digest of the text's UTF-8 (`EVP_Digest`).
    package static func digest(_ text: String) -> [UInt8] {
        let bytes = text.utf8.span
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            let finished = unsafe bytes.withUnsafeBytes {
                unsafe EVP_Digest($0.baseAddress, $0.count, buffer.baseAddress, nil, EVP_sha384(), nil)
            }
            precondition(finished == 1, "OpenSSL offers no SHA-384: check its configuration (openssl.cnf)")
            count = byteCount
        }
    }
}

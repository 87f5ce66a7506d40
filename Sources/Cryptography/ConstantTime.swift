import COpenSSL

/// Whether two byte strings are equal, in a time that depends only on their lengths (`CRYPTO_memcmp`).
///
/// Lengths aren't secret: strings of different lengths are told apart at once.
package func constantTimeEqual(_ a: borrowing Span<UInt8>, _ b: borrowing Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    guard !a.isEmpty else { return true }
    return unsafe a.withUnsafeBytes { first in
        unsafe b.withUnsafeBytes { second in
            unsafe CRYPTO_memcmp(first.baseAddress, second.baseAddress, first.count) == 0
        }
    }
}

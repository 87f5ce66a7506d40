internal import COpenSSL

/// Whether two byte strings are equal, in a time that depends on their lengths alone (`CRYPTO_memcmp`).
///
/// Lengths are not secret: those of different lengths are told apart at once.
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    constantTimeEqual(a.span, b.span)
}

/// Whether two byte strings are equal, in a time that depends on their lengths alone (`CRYPTO_memcmp`).
package func constantTimeEqual(_ a: borrowing Span<UInt8>, _ b: borrowing Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    guard !a.isEmpty else { return true }
    return unsafe a.withUnsafeBytes { first in
        unsafe b.withUnsafeBytes { second in
            unsafe CRYPTO_memcmp(first.baseAddress, second.baseAddress, first.count) == 0
        }
    }
}

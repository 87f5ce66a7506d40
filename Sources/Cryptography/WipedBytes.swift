import COpenSSL

/// Lends `count` bytes that are zero before and wiped afterwards (`OPENSSL_cleanse`).
func withWipedBytes<Result: ~Copyable>(
    _ count: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Result
) -> Result {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { bytes in
        unsafe bytes.initialize(repeating: 0)
        defer { unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count) }
        return unsafe body(bytes)
    }
}

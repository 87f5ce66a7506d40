import COpenSSL

/// Random bytes fit for keys and tokens.
package enum Random {
    /// `count` random bytes (`RAND_bytes`); none for zero or less.
    ///
    /// If OpenSSL's generator fails, the bytes come from the kernel's (`getrandom`), which can't fail. So the result is
    /// always random.
    package static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = count
            if let length = CInt(exactly: count), unsafe RAND_bytes(buffer.baseAddress, length) == 1 { return }
            var generator = SystemRandomNumberGenerator()
            for index in 0..<count { unsafe buffer.initializeElement(at: index, to: generator.next()) }
        }
    }
}

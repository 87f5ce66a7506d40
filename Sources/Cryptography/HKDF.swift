/// The key derivation function HKDF with SHA-256 (RFC 5869), for keys of 32 bytes.
enum HKDF {
    /// Calls `body` with the first 32 bytes of the output keying material, which are wiped afterwards.
    ///
    ///     PRK = HMAC(salt, material)
    ///     key = HMAC(PRK, info ‖ 0x01)
    ///
    /// - Parameters:
    ///   - material: the input keying material.
    ///   - salt: a value that needn't be secret.
    ///   - info: what the key is for.
    ///   - body: uses the key.
    /// - Returns: what `body` returns.
    static func withKey<Result: ~Copyable>(
        from material: borrowing Span<UInt8>, salt: borrowing Span<UInt8>, info: borrowing Span<UInt8>,
        _ body: (borrowing Span<UInt8>) -> Result
    ) -> Result {
        var block: [UInt8] = []
        for index in info.indices { block.append(info[index]) }
        block.append(1)
        var context = MACContext(key: salt)
        return unsafe withWipedBytes(HMACKey.codeByteCount) { key in
            unsafe context.finish(material, into: key)
            context.start(key: unsafe key.span)
            unsafe context.finish(block.span, into: key)
            return body(unsafe key.span)
        }
    }
}

internal import COpenSSL

/// Keyed-hash message authentication (RFC 2104, FIPS 198-1).
package enum HMAC {
    private static let blockSize = 64

    /// The 32-byte HMAC-SHA-256 of `message` under `key`, which may have any length.
    package static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        sha256(key: key.span, message: message.span)
    }

    /// The 32-byte HMAC-SHA-256 of the text's UTF-8 under `key`.
    package static func sha256(key: [UInt8], message: String) -> [UInt8] {
        sha256(key: key.span, message: message.utf8.span)
    }

    /// The 32-byte HMAC-SHA-256 of `message` under `key`.
    ///
    /// Composed of two digests as RFC 2104 writes it, because OpenSSL's own one-shot calls look the algorithm up by
    /// name each time: H((K ⊕ opad) ‖ H((K ⊕ ipad) ‖ message)).
    package static func sha256(key: borrowing Span<UInt8>, message: borrowing Span<UInt8>) -> [UInt8] {
        DigestContext.withPooled { context in
            var pad = InlineArray<64, UInt8>(repeating: 0)
            if key.count > blockSize {
                context.start()
                context.update(key)
                let shortened = context.finish()
                for index in shortened.indices { pad[index] = shortened[index] }
            } else {
                for index in key.indices { pad[index] = key[index] }
            }

            for index in pad.indices { pad[index] ^= 0x36 }
            context.start()
            context.update(pad.span)
            context.update(message)
            let inner = context.finish()

            for index in pad.indices { pad[index] ^= 0x36 ^ 0x5c }
            context.start()
            context.update(pad.span)
            context.update(inner.span)

            var padBytes = pad.mutableSpan
            unsafe padBytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
            return context.finish()
        }
    }
}

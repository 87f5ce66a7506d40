import COpenSSL
package import Secrets
import Synchronization

/// A key of HMAC-SHA-256 (RFC 2104, FIPS 198-1).
///
/// OpenSSL holds the key, and wipes it when the last reference to this object goes (`EVP_MAC_CTX_free`). It also holds
/// what it has computed from the key, which saves two of the four blocks that an HMAC of a short message takes.
package final class HMACKey: Sendable {
    /// The length of an authentication code, in bytes.
    package static let codeByteCount = SHA256.byteCount

    private let context: Mutex<MACContext>

    /// Takes bytes of any number as a key.
    package init(_ bytes: borrowing Span<UInt8>) {
        context = Mutex(MACContext(key: bytes))
    }

    /// Takes a secret's UTF-8 as a key.
    package init(_ secret: Secret) {
        context = Mutex(secret.withBytes { MACContext(key: $0) })
    }

    /// The key that is derived from a secret by a chain of HMACs, as Signature Version 4 does it: the code of each message
    /// is the key for the next message, and that of the last message is this key. The keys on the way are wiped.
    ///
    /// - Parameters:
    ///   - secret: its UTF-8 ends the first key.
    ///   - prefix: its UTF-8 begins the first key.
    ///   - messages: the messages in their order.
    package init(derivedFrom secret: Secret, prefix: String, messages: [String]) {
        var context = secret.withBytes { secret in
            unsafe withWipedBytes(prefix.utf8.count + secret.count) { key in
                var position = 0
                for byte in prefix.utf8 {
                    unsafe key[position] = byte
                    position += 1
                }
                for index in secret.indices { unsafe key[position + index] = secret[index] }
                return MACContext(key: unsafe key.span)
            }
        }
        unsafe withWipedBytes(Self.codeByteCount) { key in
            for message in messages {
                unsafe context.finish(message.utf8.span, into: key)
                context.start(key: unsafe key.span)
            }
        }
        self.context = Mutex(context)
    }

    /// The 32-byte HMAC-SHA-256 of a message under this key.
    package func authenticationCode(for message: borrowing Span<UInt8>) -> [UInt8] {
        var code: [UInt8] = []
        withAuthenticationCode(for: message) {
            unsafe $0.withUnsafeBufferPointer { unsafe code.append(contentsOf: $0) }
        }
        return code
    }

    /// Calls `body` with the 32-byte HMAC-SHA-256 of a message under this key, where an array would be made only to be read
    /// (`EVP_MAC_final`).
    package func withAuthenticationCode(
        for message: borrowing Span<UInt8>, _ body: (borrowing Span<UInt8>) -> Void
    ) {
        var code = InlineArray<32, UInt8>(repeating: 0)
        context.withLock { context in
            context.restart()
            var bytes = code.mutableSpan
            unsafe bytes.withUnsafeMutableBufferPointer { unsafe context.finish(message, into: $0) }
        }
        body(code.span)
    }

    /// The 32-byte HMAC-SHA-256 of a text's UTF-8 under this key.
    package func authenticationCode(for text: String) -> [UInt8] {
        authenticationCode(for: text.utf8.span)
    }
}

extension HMACKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .class) }
}

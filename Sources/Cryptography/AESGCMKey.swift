import COpenSSL
package import Secrets
import Synchronization

/// A key of AES-256-GCM (NIST SP 800-38D), which encrypts a message and authenticates it together with other data.
///
/// OpenSSL holds the key, and wipes it when the last reference to this object goes.
package final class AESGCMKey: Sendable {
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    package static let tagByteCount = 16

    private let encryption: Mutex<CipherContext>
    private let decryption: Mutex<CipherContext>

    /// Takes 32 bytes as a key.
    package init(_ key: borrowing Span<UInt8>) {
        encryption = Mutex(CipherContext(key: key, .encrypt))
        decryption = Mutex(CipherContext(key: key, .decrypt))
    }

    /// The key that is derived from a secret for one purpose, by HKDF-SHA-256 (RFC 5869).
    ///
    /// - Parameters:
    ///   - secret: its UTF-8 is the input keying material.
    ///   - salt: tells apart the systems that share a secret.
    ///   - purpose: the info, which tells apart the keys of one system.
    /// - Returns: the key, always the same for the same three.
    package static func derived(from secret: Secret, salt: String, purpose: String) -> AESGCMKey {
        secret.withBytes { secret in
            HKDF.withKey(from: secret, salt: salt.utf8.span, info: purpose.utf8.span) { AESGCMKey($0) }
        }
    }

    /// Encrypts and authenticates a message.
    ///
    /// - Parameters:
    ///   - message: at most 1 MB.
    ///   - nonce: 12 bytes that this key never had before. Random ones are safe for 2^32 messages (SP 800-38D, section 8.3).
    ///   - data: what isn't encrypted but has to be the same when the message is opened.
    /// - Returns: the encrypted message, as long as the message, and the tag of 16 bytes behind it.
    package func seal(
        _ message: borrowing Span<UInt8>, nonce: borrowing Span<UInt8>, authenticating data: borrowing Span<UInt8>
    ) -> [UInt8] {
        precondition(message.count <= 1 << 20, "the message is too long")
        let count = message.count + Self.tagByteCount
        return encryption.withLock { context in
            context.start(nonce: nonce, authenticating: data)
            return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                unsafe context.update(message, into: buffer)
                unsafe context.finish(tag: UnsafeMutableBufferPointer(rebasing: buffer[message.count..<count]))
                filled = count
            }
        }
    }

    /// The message that was sealed under this key with this nonce and data; nil if any of them is another, or a bit of the
    /// sealed message was changed.
    package func open(
        _ sealed: borrowing Span<UInt8>, nonce: borrowing Span<UInt8>, authenticating data: borrowing Span<UInt8>
    ) -> [UInt8]? {
        let count = sealed.count - Self.tagByteCount
        guard (0...(1 << 20)).contains(count) else { return nil }
        return decryption.withLock { context in
            context.start(nonce: nonce, authenticating: data)
            var isGenuine = false
            let message = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                unsafe context.update(sealed.extracting(first: count), into: buffer)
                isGenuine = context.finish(expecting: sealed.extracting(last: Self.tagByteCount))
                if !isGenuine {
                    unsafe OPENSSL_cleanse(buffer.baseAddress, count)
                    ERR_clear_error()
                }
                filled = isGenuine ? count : 0
            }
            return isGenuine ? message : nil
        }
    }
}

extension AESGCMKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .class) }
}

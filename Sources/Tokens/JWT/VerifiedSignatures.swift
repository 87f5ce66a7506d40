import Cryptography
import Synchronization

/// Which tokens a key has already verified, so that one that is sent again costs a digest instead of a signature.
///
/// It is about signatures alone: what a token claims, and whether it still counts, is decided each time. Keys are told apart as
/// objects, so nothing is remembered of a key set that was read again.
package final class VerifiedSignatures: Sendable {
    private let bound: Int
    /// By a SHA-256 of what is signed and of the signature. A key that is in here is kept, so no other can take its place.
    private let keys = Mutex<[[UInt8]: VerificationKey]>([:])

    /// - Parameter bound: the most tokens that are remembered; one takes about 200 bytes. When there are more, all are forgotten.
    package init(bound: Int = 16_384) { self.bound = bound }

    /// Whether the key's owner signed the message; see ``VerificationKey/isValid(_:of:)``.
    func isValid(_ signature: [UInt8], of message: [UInt8], by key: VerificationKey) -> Bool {
        // The first digest has one length: no other message and signature have these bytes.
        let digest = SHA256.digest(SHA256.digest(message) + signature)
        if keys.withLock({ $0[digest] === key }) { return true }
        guard key.isValid(signature, of: message) else { return false }
        keys.withLock { keys in
            if keys.count >= bound { keys.removeAll(keepingCapacity: true) }
            keys[digest] = key
        }
        return true
    }
}

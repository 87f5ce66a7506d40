import Cryptography
import Synchronization

/// The signing keys made lately: deriving one costs four HMACs, and it stays the same for a day.
final class SigningKeyCache: Sendable {
    private struct Name: Hashable {
        var secretAccessKey: Secret
        var scope: CredentialScope
    }

    /// More than the services that one process calls; the sessions of other people aren't to pile up here.
    private static let capacity = 16
    private let keys = Mutex<[Name: SigningKey]>([:])

    func key(secretAccessKey: Secret, scope: CredentialScope) -> SigningKey {
        let name = Name(secretAccessKey: secretAccessKey, scope: scope)
        if let key = keys.withLock({ $0[name] }) { return key }
        let key = SigningKey(secretAccessKey: secretAccessKey, scope: scope)
        keys.withLock {
            if $0.count >= Self.capacity { $0.removeAll() }
            $0[name] = key
        }
        return key
    }
}

import Cryptography
import Secrets

/// The signing keys that were used lately. Deriving a key takes four HMACs, and it stays the same for a day.
final class SigningKeyCache: Sendable {
    private struct Name: Hashable {
        var secretAccessKey: Secret
        var scope: CredentialScope
    }

    /// There are more than one process calls services. Keys of people's sessions, which sign once, don't accumulate.
    private let keys = BoundedCache<Name, SigningKey>(bound: 16)

    func key(secretAccessKey: Secret, scope: CredentialScope) -> SigningKey {
        let name = Name(secretAccessKey: secretAccessKey, scope: scope)
        if let key = keys[name] { return key }
        let key = SigningKey(secretAccessKey: secretAccessKey, scope: scope)
        keys[name] = key
        return key
    }
}

import Cryptography
import Secrets

/// The signing keys made lately: deriving one costs four HMACs, and it stays the same for a day.
final class SigningKeyCache: Sendable {
    private struct Name: Hashable {
        var secretAccessKey: Secret
        var scope: CredentialScope
    }

    /// More than the services that one process calls; the sessions of other people aren't to pile up here.
    private let keys = BoundedMemory<Name, SigningKey>(bound: 16)

    func key(secretAccessKey: Secret, scope: CredentialScope) -> SigningKey {
        let name = Name(secretAccessKey: secretAccessKey, scope: scope)
        if let key = keys[name] { return key }
        let key = SigningKey(secretAccessKey: secretAccessKey, scope: scope)
        keys[name] = key
        return key
    }
}

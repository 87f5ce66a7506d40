import Secrets
import Synchronization

/// The signing keys that were used lately. Deriving a key takes four HMACs, and it stays the same for a day.
final class SigningKeyCache: Sendable {
    private struct Entry {
        let secretAccessKey: Secret
        let key: SigningKey
    }

    /// There are more than one process calls services. Keys of people's sessions, which sign once, don't accumulate.
    private static let bound = 16

    private let entries = Mutex<[Entry]>([])

    func key(secretAccessKey: Secret, day: String, region: String, service: String) -> SigningKey {
        entries.withLock { entries in
            // So few are found by looking at each sooner than by a hash of all this.
            for index in entries.indices
            where entries[index].key.scope.isOf(day: day, region: region, service: service)
                && entries[index].secretAccessKey == secretAccessKey
            { return entries[index].key }
            let scope = CredentialScope(day: day, region: region, service: service)
            let key = SigningKey(secretAccessKey: secretAccessKey, scope: scope)
            if entries.count >= Self.bound { entries.removeAll() }
            entries.append(Entry(secretAccessKey: secretAccessKey, key: key))
            return key
        }
    }
}

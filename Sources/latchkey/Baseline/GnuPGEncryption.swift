import Baseline
import PGP
import Secrets

/// Encryption by GnuPG, which is looked for when somebody is to be given a secret.
struct GnuPGEncryption: SecretEncryption {
    /// Whether GnuPG is installed.
    static var isThere: Bool { (try? PGP()) != nil }

    func check(_ key: [UInt8]) throws(FirstSecretError) {
        _ = try calling { () throws(PGPError) in try PGP().key(key) }
    }

    func encrypt(_ secret: Secret, to key: [UInt8]) throws(FirstSecretError) -> String {
        try calling { () throws(PGPError) in
            let pgp = try PGP()
            return try pgp.encrypt(secret, to: pgp.key(key))
        }
    }

    private func calling<Value>(_ body: () throws(PGPError) -> Value) throws(FirstSecretError) -> Value {
        do throws(PGPError) {
            return try body()
        } catch {
            throw .encryption(error.description)
        }
    }
}

import Cryptography
import Secrets

/// One key of ``SealingKeys``, derived from a secret for a purpose.
struct SealingKey: Sendable {
    /// Tells which key a value was sealed with. It follows from the secret and the purpose, and says nothing about the key.
    let id: [UInt8]
    let key: AESGCMKey

    init(secret: Secret, purpose: String) {
        let code = HMACKey(derivedFrom: secret, prefix: "latchkey", messages: ["sealing key ID", purpose])
            .authenticationCode(for: "")
        id = Array(code.prefix(SealedValue.keyIDByteCount))
        key = .derived(from: secret, salt: "latchkey", purpose: purpose)
    }

    /// What is authenticated beside the content. The first part has a fixed length, so no two contexts give the same bytes.
    func associatedData(_ context: String) -> [UInt8] {
        [SealedValue.version] + id + Array(context.utf8)
    }
}

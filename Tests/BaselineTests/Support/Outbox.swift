import Secrets
import Synchronization

@testable import Baseline

/// Encrypts so that a test can read it.
struct Reversed: SecretEncryption {
    func check(_ key: [UInt8]) throws(FirstSecretError) {
        if key == [0] { throw .encryption("it expired") }
    }

    func encrypt(_ secret: Secret, to key: [UInt8]) throws(FirstSecretError) -> String {
        try check(key)
        return "<" + String(secret.reveal().reversed()) + ">"
    }
}

/// Keeps what it is given.
final class Outbox: SecretDelivery {
    private let kept = Mutex<[String: String]>([:])
    private let isBroken: Bool

    init(isBroken: Bool = false) { self.isBroken = isBroken }

    var names: Set<String> { kept.withLock { Set($0.keys) } }

    func deliver(_ message: String, named name: String) throws(FirstSecretError) {
        if isBroken { throw .delivery("the disk is full") }
        kept.withLock { $0[name] = message }
    }

    func withdraw(_ name: String) { kept.withLock { $0[name] = nil } }

    /// What stands in the message, decrypted.
    func text(_ name: String) -> String {
        let message = kept.withLock { $0[name] } ?? ""
        guard let start = message.firstIndex(of: "<"), let end = message.firstIndex(of: ">") else { return "" }
        return String(message[message.index(after: start)..<end].reversed())
    }
}

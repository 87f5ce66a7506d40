import Cryptography
import Formats
import FoundationEssentials
import IdentityProofs
import Secrets
import Settings

/// Makes the contexts of tokens, the same on every node, so that no record has to be kept of them.
///
/// A client brings nothing of the context back but the token in it. So the context follows from the time: one is told for
/// five minutes, and taken for five more.
struct KMSContexts: Sendable {
    /// How long a context is told, and how long it is taken after that, in seconds.
    static let window = 300
    /// How far the clock of another node may be ahead of ours, in seconds.
    static let maximumLead = 30
    /// How many contexts are tried for one token, as each is a call.
    static let maximumCount = 6

    /// The first makes contexts; those of former secrets are taken as well.
    private let keys: [HMACKey]

    init(secret: Secret, former: [Secret] = []) {
        keys = ([secret] + former).map {
            HMACKey(derivedFrom: $0, prefix: "latchkey", messages: ["iam-auth kms context"])
        }
    }

    init(_ current: SecretSettings, _ former: FormerSecretSettings) {
        self.init(secret: current.secret, former: former.secrets)
    }

    /// The context that clients are told now.
    func current(for server: ServerName, at now: Date) -> KMSContext? {
        keys.first.map { Self.context(for: server, Self.number(at: now), $0) }
    }

    /// The contexts in which a token may be, the likeliest first.
    func acceptable(for server: ServerName, at now: Date) -> [KMSContext] {
        let number = Self.number(at: now)
        let next = Self.number(at: now.addingTimeInterval(Double(Self.maximumLead)))
        let numbers = [number, number - 1] + (next > number ? [next] : [])
        let contexts = keys.flatMap { key in numbers.map { Self.context(for: server, $0, key) } }
        return Array(contexts.prefix(Self.maximumCount))
    }

    private static func number(at now: Date) -> Int {
        Int((now.timeIntervalSince1970 / Double(window)).rounded(.down))
    }

    private static func context(for server: ServerName, _ number: Int, _ key: HMACKey) -> KMSContext {
        let expires = (number + 2) * window
        let code = key.authenticationCode(for: "\(server) \(expires)")
        return KMSContext(host: server.description, expires: expires, nonce: Base64URL.encode(Array(code.prefix(16))))
    }
}

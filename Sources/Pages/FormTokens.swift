package import Concurrency
import Cryptography
import Formats
import FoundationEssentials
package import Secrets
package import Settings
import Synchronization
package import Web

/// Makes and checks the tokens in forms: proof that our own page, shown to this caller, sent the form.
///
/// A token is `<expiry>.<HMAC>` with the expiry in seconds since 1970; the HMAC is over caller, expiry and purpose, so
/// that a token is good for this caller and purpose alone. Any node can check the token of another; nothing is stored.
package struct FormTokens: FormTokenIssuer {
    /// How long a page may stand open before its form is sent.
    package static let lifetime = 12 * 60 * 60
    /// How far the clock of the node that made a token may be ahead, in seconds: as far as AWS tolerates.
    private static let leeway = 5 * 60

    private let key: LateKey
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - secret: the key, at least 32 bytes, the same on all nodes.
    ///   - timekeeper: the clock.
    package init(secret: Secret, timekeeper: Timekeeper = .system) {
        key = LateKey(secret)
        self.timekeeper = timekeeper
    }

    package init(_ settings: SecretSettings) {
        self.init(secret: settings.secret)
    }

    package func token(for caller: String, purpose: FormPurpose, lifetime: Int?) -> String {
        let expiry = Int(timekeeper.now().timeIntervalSince1970) + (lifetime ?? Self.lifetime)
        return "\(expiry).\(Hexadecimal.encode(code(caller, purpose, expiry: expiry)))"
    }

    package func standing(of token: String, from caller: String, purpose: FormPurpose) -> FormTokenStanding {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let expiry = SettingForm.integer(0...Int.max)(String(parts[0])) else { return .foreign }
        let expected = Hexadecimal.encode(code(caller, purpose, expiry: expiry))
        guard constantTimeEqual(parts[1].utf8.span, expected.utf8.span) else { return .foreign }
        let left = expiry - Int(timekeeper.now().timeIntervalSince1970)
        guard left <= Self.lifetime + Self.leeway else { return .foreign }
        return left > 0 ? .good : .expired
    }

    /// A caller's name has no line feed, nor has a number, so that the parts can't run into each other.
    private func code(_ caller: String, _ purpose: FormPurpose, expiry: Int) -> [UInt8] {
        key.made.authenticationCode(for: "latchkey form\n\(caller)\n\(expiry)\n\(purpose)")
    }
}

/// A key that is made when it is first needed: most requests need none, and as plain CGI a program would start OpenSSL for each
/// of them.
private final class LateKey: Sendable {
    private let secret: Secret
    private let key = Mutex<HMACKey?>(nil)

    init(_ secret: Secret) { self.secret = secret }

    var made: HMACKey {
        key.withLock { key in
            if let key { return key }
            let made = HMACKey(secret)
            key = made
            return made
        }
    }
}

package import Settings
import Tokens

/// The keys that seal machines' tokens.
package struct TokenSealing: Sendable {
    private let keys: SealingKeys

    /// - Parameters:
    ///   - current: what all nodes share.
    ///   - former: secrets whose tokens are still known.
    package init(_ current: SecretSettings, _ former: FormerSecretSettings) {
        keys = SealingKeys(current, former, purpose: "machine token")
    }

    func seal(_ content: [UInt8], _ kind: TokenKind) -> String? { keys.seal(content, context: kind.rawValue)?.text }

    func open(_ text: some StringProtocol, _ kind: TokenKind) -> [UInt8]? {
        try? keys.open(text, context: kind.rawValue)
    }
}

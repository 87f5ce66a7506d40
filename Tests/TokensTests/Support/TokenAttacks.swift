import Formats
import FoundationEssentials
import TestSupport
import TokensTestSupport

@testable import Tokens

/// The tokens of Tests/Support/EndToEnd/token_attacks.py: made afresh, by keys that nobody had before.
struct TokenAttacks: Decodable, Sendable {
    struct Genuine: Decodable, Sendable {
        var name: String
        var token: String
    }

    /// A token that must not be accepted.
    struct Attack: Decodable, Sendable {
        var name: String
        /// Why it isn't, in the words of ``TokenError``. Several where chance decides which fault is found first.
        var refusals: Set<String>
        var token: String
    }

    /// What the drawn ones follow from: `LATCHKEY_TEST_SEED` makes them again.
    var seed: String
    var keySet: String
    var genuine: [Genuine]
    var attacks: [Attack]

    /// Attacks on ``TestIssuer`` at the moment of ``TokenVerifierTests``.
    static func make() async throws -> TokenAttacks {
        try await Python.json(
            "token_attacks.py",
            ["--now", "\(TokenVerifierTests.now)", "--issuer", TestIssuer.name, "--audience", TestIssuer.audience],
            in: "EndToEnd")
    }

    var keys: KeySet { get throws { try KeySet(json: Array(keySet.utf8)) } }
}

import Testing

@testable import Tokens

@Suite(.timeLimit(.minutes(1))) struct TokenVerifierAttackTests {
    @Test func `a token that isn't what it should be is refused for its fault, and a genuine one isn't`() async throws {
        let made = try await TokenAttacks.make()
        let keys = try made.keys
        for genuine in made.genuine {
            await #expect(throws: Never.self, "\(genuine.name)") {
                try await TokenVerifierTests.verify(genuine.token, keys: keys)
            }
        }
        for attack in made.attacks {
            let comment: Comment = "\(attack.name), LATCHKEY_TEST_SEED=\(made.seed)"
            let error = await #expect(throws: TokenError.self, comment) {
                try await TokenVerifierTests.verify(attack.token, keys: keys)
            }
            if let error { #expect(attack.refusals.contains("\(error)"), comment) }
        }
        #expect(made.attacks.count >= 500 && made.genuine.count >= 10)
    }

    @Test func `what is logged of a refusal says nothing of the token's content`() async throws {
        for refusal in try await TokenAttacks.make().attacks.flatMap(\.refusals) {
            #expect(!refusal.contains("evil") && !refusal.contains("alice") && !refusal.contains("://"))
        }
    }
}

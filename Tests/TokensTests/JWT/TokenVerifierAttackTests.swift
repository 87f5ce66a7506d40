import Testing

@testable import Tokens

struct TokenVerifierAttackTests {
    @Test(arguments: TokenAttack.all)
    func `a token that isn't what it should be is refused for its fault`(attack: TokenAttack) async {
        let error = await #expect(throws: TokenError.self) { try await TokenVerifierTests.verify(attack.token) }
        #expect(error == attack.expected)
    }

    @Test func `no attack is counted twice`() {
        #expect(TokenAttack.all.count >= 120)
        #expect(Set(TokenAttack.all.map(\.name)).count == TokenAttack.all.count)
    }

    @Test func `what is logged of a refusal says nothing of the token's content`() {
        for attack in TokenAttack.all {
            #expect(!"\(attack.expected)".contains("evil") && !"\(attack.expected)".contains("arn:"))
        }
    }
}

import Testing

@testable import IAMPolicy

/// How what a statement becomes for an access key and for a console session is combined.
@Suite struct MirroredStatementTests {
    private func statement(
        _ effect: PolicyStatement.Effect, _ elements: [String: PolicyElement] = [:]
    ) -> PolicyStatement {
        PolicyStatement(effect: effect, elements: ["Action": "s3:*"].merging(elements) { $1 })
    }

    private func joined(_ a: PolicyStatement?, _ b: PolicyStatement?, _ effect: PolicyStatement.Effect)
        -> MirroredStatement
    {
        MirroredStatement(statement: a, finding: nil).joined(
            with: MirroredStatement(statement: b, finding: nil), effect)
    }

    @Test(arguments: [PolicyStatement.Effect.allow, .deny])
    func `a statement that is the same for both stays without a finding`(effect: PolicyStatement.Effect) {
        let same = statement(effect, ["Resource": "a"])
        #expect(joined(same, same, effect) == MirroredStatement(statement: same, finding: nil))
        #expect(joined(nil, nil, effect) == MirroredStatement(statement: nil, finding: nil))
    }

    @Test func `an Allow that isn't the same for both is left out`() throws {
        let (one, other) = (statement(.allow, ["Resource": "a"]), statement(.allow, ["Resource": "b"]))
        for joined in [joined(one, other, .allow), joined(one, nil, .allow), joined(nil, one, .allow)] {
            #expect(joined.statement == nil)
            #expect(try #require(joined.finding).hasPrefix("left out: "))
        }
    }

    @Test func `a Deny for one of the two applies to both`() throws {
        let deny = statement(.deny, ["Resource": "a"])
        for joined in [joined(deny, nil, .deny), joined(nil, deny, .deny)] {
            #expect(joined.statement == deny)
            #expect(try #require(joined.finding).hasPrefix("forbids more: "))
        }
    }

    @Test(
        arguments: [
            (["Resource": "a"], ["Resource": "b"], ["Resource": "*"]),
            (["NotResource": "a"], ["NotResource": "b"], ["Resource": "*"]),
            (["NotResource": "a"], ["Resource": "*"], ["Resource": "*"]),
            (
                ["Resource": "a", "Condition": ["StringLike": ["k": "v"]]], ["Resource": "a"],
                ["Resource": "a"]
            ),
            (
                ["Resource": "a", "Condition": ["StringLike": ["k": "v", "l": "w"], "Null": ["m": "true"]]],
                ["Resource": "a", "Condition": ["StringLike": ["k": "v", "l": "x"], "Bool": ["m": "true"]]],
                ["Resource": "a", "Condition": ["StringLike": ["k": "v"]]]
            ),
        ] as [([String: PolicyElement], [String: PolicyElement], [String: PolicyElement])])
    func `of two Denies what both have in common applies`(
        one: [String: PolicyElement], other: [String: PolicyElement], common: [String: PolicyElement]
    ) {
        let joined = joined(statement(.deny, one), statement(.deny, other), .deny)
        #expect(joined.statement == statement(.deny, common))
        #expect(joined.finding?.hasPrefix("forbids more: ") == true)
    }

    @Test func `findings of both are told, and the same one once`() {
        let deny = statement(.deny, ["Resource": "a"])
        func joined(_ a: String, _ b: String) -> String? {
            MirroredStatement(statement: deny, finding: a)
                .joined(with: MirroredStatement(statement: deny, finding: b), .deny).finding
        }
        #expect(joined("x", "y") == "x; y")
        #expect(joined("x", "x") == "x")
    }
}

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
        MirroredStatement(statement: a).joined(with: MirroredStatement(statement: b), effect)
    }

    @Test(arguments: [PolicyStatement.Effect.allow, .deny])
    func `a statement that is the same for both stays without a finding`(effect: PolicyStatement.Effect) {
        let same = statement(effect, ["Resource": "a"])
        #expect(joined(same, same, effect) == MirroredStatement(statement: same))
        #expect(joined(nil, nil, effect) == MirroredStatement(statement: nil))
    }

    @Test func `an Allow that isn't the same for both is left out`() {
        let (one, other) = (statement(.allow, ["Resource": "a"]), statement(.allow, ["Resource": "b"]))
        for joined in [joined(one, other, .allow), joined(one, nil, .allow), joined(nil, one, .allow)] {
            #expect(joined.statement == nil)
            #expect(joined.reasons == [.differsByCredentials])
            #expect(joined.findings(.allow, policy: "p", number: 2).map(\.kind) == [.leftOut])
        }
    }

    @Test func `a Deny for one of the two applies to both`() {
        let deny = statement(.deny, ["Resource": "a"])
        for joined in [joined(deny, nil, .deny), joined(nil, deny, .deny)] {
            #expect(joined.statement == deny)
            #expect(joined.findings(.deny, policy: "p", number: 2).map(\.kind) == [.forbidsMore])
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
        #expect(joined.reasons == [.differsByCredentials])
    }

    @Test func `reasons of both are told, and the same one once`() {
        let deny = statement(.deny, ["Resource": "a"])
        func joined(_ a: MirroringReason, _ b: MirroringReason) -> [MirroringReason] {
            MirroredStatement(statement: deny, reasons: [a])
                .joined(with: MirroredStatement(statement: deny, reasons: [b]), .deny).reasons
        }
        #expect(joined(.matchesNothing, .undecidable("x")) == [.matchesNothing, .undecidable("x")])
        #expect(joined(.matchesNothing, .matchesNothing) == [.matchesNothing])
    }

    // MARK: Findings

    private func findings(
        _ effect: PolicyStatement.Effect, kept: Bool, _ reasons: [MirroringReason]
    ) -> [Finding] {
        MirroredStatement(statement: kept ? statement(effect) : nil, reasons: reasons)
            .findings(effect, policy: "p", number: 3)
    }

    @Test func `a statement that is as it was has no finding`() {
        #expect(findings(.allow, kept: true, []).isEmpty)
    }

    @Test(
        arguments: [
            (
                .allow, false, [.decided("Bool on k", holds: false, mfa: .absent)], .dropped,
                "allows nothing: Bool on k is never true without a second factor"
            ),
            (
                .deny, false, [.decided("Bool on k", holds: false, mfa: .present)], .dropped,
                "forbids nothing: Bool on k is never true with a second factor, which the sign-on asks for"
            ),
            (
                .deny, true, [.decided("Bool on k", holds: true, mfa: .absent)], .decided,
                "in force: Bool on k is always true without a second factor"
            ),
            (
                .allow, true, [.decided("Bool on k", holds: true, mfa: nil), .resolved(variable: "aws:username")],
                .decided,
                "decided: Bool on k is always true for the user; ${aws:username} is written as its value for the user"
            ),
            (
                .allow, true, [.resolved(variable: "aws:username")], .resolved,
                "written for the user: ${aws:username} is written as its value for the user"
            ),
            (
                .deny, false, [.matchesNothing], .dropped,
                "forbids nothing: each of its resources has a variable that has no value for the user"
            ),
            (
                .allow, false, [.decided("Bool on k", holds: true, mfa: .absent), .undecidable("x")], .leftOut,
                "left out: x can't be decided before the request; Bool on k is always true without a second factor"
            ),
            (
                .deny, true,
                [
                    .decided("Bool on k", holds: true, mfa: .absent), .decided("Bool on k", holds: false, mfa: .absent),
                    .differsByCredentials,
                ], .forbidsMore,
                "forbids more: for the user it depends on whether an access key or a session without a second factor is used"
            ),
        ] as [(PolicyStatement.Effect, Bool, [MirroringReason], Finding.Kind, String)])
    func `a statement that isn't as it was has a finding with the reasons and with what to do`(
        effect: PolicyStatement.Effect, kept: Bool, reasons: [MirroringReason], kind: Finding.Kind, words: String
    ) throws {
        let found = findings(effect, kept: kept, reasons)
        #expect(found.map(\.kind) == [kind])
        let finding = try #require(found.first)
        #expect(finding.words == words)
        #expect(finding.policy == "p" && finding.statement == 3)
        #expect(finding.advice?.isEmpty == false)
    }

    @Test(arguments: [
        MirroringReason.resolved(variable: "aws:userId"), .resolved(variable: "aws:PrincipalArn"),
        .derivedByService(key: "deadline:RequesterPrincipalId"),
    ])
    func `what a service writes down of the user is told in a note, while the statement is in the role`(
        reason: MirroringReason
    ) {
        #expect(findings(.allow, kept: true, [reason]).last?.kind == .note)
        #expect(findings(.allow, kept: true, [reason]).last?.advice?.isEmpty == false)
        #expect(findings(.allow, kept: false, [reason]).allSatisfy { $0.kind != .note })
        #expect(findings(.allow, kept: true, [.resolved(variable: "aws:username")]).allSatisfy { $0.kind != .note })
    }
}

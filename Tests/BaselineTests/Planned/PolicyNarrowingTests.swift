import IAMPolicy
import Testing

@testable import Baseline

@Suite struct PolicyNarrowingTests {
    private func allow(_ action: String) -> PolicyStatement {
        PolicyStatement(effect: .allow, elements: ["Action": .string(action), "Resource": "*"])
    }

    private func deny(_ action: String) -> PolicyStatement {
        PolicyStatement(effect: .deny, elements: ["Action": .string(action), "Resource": "*"])
    }

    private func meaning(_ statements: PolicyStatement...) -> PolicyMeaning {
        PolicyMeaning(PolicyDocument(statements: statements))
    }

    private func form(
        _ former: PolicyMeaning?, _ coming: PolicyMeaning?, limit: Int = 2_048
    ) -> PolicyNarrowing.Form {
        PolicyNarrowing(from: former.map(FormerPolicy.known) ?? .none, to: coming, limit: limit).form
    }

    @Test func `what only grows is narrow already, what only shrinks becomes so at once`() {
        #expect(form(meaning(allow("a:b")), meaning(allow("a:b"), allow("a:c"))) == .former)
        #expect(form(meaning(allow("a:b"), allow("a:c")), meaning(allow("a:b"))) == .coming)
        #expect(form(meaning(allow("a:b")), meaning(allow("a:b"), deny("a:c"))) == .coming)
        #expect(form(meaning(allow("a:b"), deny("a:c")), meaning(allow("a:b"))) == .former)
    }

    @Test func `otherwise both deny and only what both allow stays`() {
        let between = form(
            meaning(allow("a:b"), allow("a:c"), deny("a:d")), meaning(allow("a:b"), allow("a:e"), deny("a:f")))
        guard case .between(let document) = between else {
            Issue.record("\(between)")
            return
        }
        #expect(PolicyMeaning(document) == meaning(allow("a:b"), deny("a:d"), deny("a:f")))
    }

    @Test func `what comes anew comes with what it denies, and what goes leaves that`() {
        #expect(form(nil, meaning(allow("a:b"))) == .nothing)
        #expect(form(nil, meaning(deny("a:b"))) == .coming)
        #expect(form(nil, meaning(allow("a:b"), deny("a:c"))) == .between(meaning(deny("a:c")).document))
        #expect(form(meaning(allow("a:b")), nil) == .nothing)
        #expect(form(meaning(deny("a:b")), nil) == .former)
        #expect(form(meaning(allow("a:b")), meaning(allow("a:c"))) == .nothing)
    }

    @Test func `where it doesn't fit, less is allowed and more denied`() {
        let old = meaning(allow("a:b"), deny("a:c")), new = meaning(allow("a:b"), deny("a:d"), allow("a:e"))
        let whole = meaning(allow("a:b"), deny("a:c"), deny("a:d")).document.countedCharacters
        let denies = meaning(deny("a:c"), deny("a:d")).document
        #expect(form(old, new, limit: whole) != .between(denies))
        #expect(form(old, new, limit: whole - 1) == .between(denies))
        #expect(form(old, new, limit: denies.countedCharacters - 1) == .between(.denyingEverything))
    }

    @Test func `a statement that gets or loses some of its actions or resources keeps the others`() {
        func statement(_ actions: PolicyElement...) -> PolicyStatement {
            PolicyStatement(effect: .allow, elements: ["Action": .array(actions), "Resource": "*"])
        }
        #expect(form(meaning(statement("a:b")), meaning(statement("a:b", "a:c"))) == .former)
        #expect(form(meaning(statement("a:b", "a:c")), meaning(statement("a:b"))) == .coming)
        #expect(
            form(meaning(statement("a:b", "a:c")), meaning(statement("a:b", "a:d")))
                == .between(meaning(allow("a:b")).document))
        // What another statement covers isn't said twice.
        #expect(
            form(
                meaning(statement("a:b", "a:c"), statement("a:b", "a:d")), meaning(statement("a:b", "a:e"), deny("x:y"))
            )
                == .between(meaning(deny("x:y"), allow("a:b")).document))
    }

    @Test func `who may do everything loses nothing by another statement, and only what a condition takes`() {
        let everything = allow("*")
        let own = PolicyStatement(effect: .allow, elements: ["Action": "a:b", "Resource": "x"])
        #expect(form(meaning(everything), meaning(everything, own)) == .former)
        #expect(form(meaning(everything, own), meaning(everything)) == .former)
        #expect(
            form(meaning(everything), meaning(everything, own, deny("c:d")))
                == .between(meaning(deny("c:d"), everything).document))
        var guarded = everything
        guarded.elements["Condition"] = ["Bool": ["aws:MultiFactorAuthPresent": "true"]]
        #expect(form(meaning(everything), meaning(guarded, own)) == .coming)
        #expect(form(meaning(guarded), meaning(everything)) == .former)
    }

    @Test func `where what is common doesn't fit, the statements that stand in both stay`() {
        let (a, b) = (PolicyElement.string("a:\(String(repeating: "x", count: 99))"), PolicyElement.string("a:b"))
        let old = PolicyStatement(effect: .allow, elements: ["Action": .array([a, b]), "Resource": "*"])
        let new = PolicyStatement(effect: .allow, elements: ["Action": .array([a, "a:c"]), "Resource": "*"])
        let narrow = meaning(allow("s:t"), PolicyStatement(effect: .allow, elements: ["Action": a, "Resource": "*"]))
        let (former, coming) = (meaning(allow("s:t"), old), meaning(allow("s:t"), new))
        let limit = narrow.document.countedCharacters
        guard case .between(let document) = form(former, coming, limit: limit) else {
            Issue.record("it isn't narrowed")
            return
        }
        #expect(PolicyMeaning(document) == narrow)
        #expect(form(former, coming, limit: limit - 1) == .between(meaning(allow("s:t")).document))
    }

    @Test func `what can't be read, or is in another version of the language, denies everything meanwhile`() {
        let new = meaning(allow("a:b"))
        #expect(PolicyNarrowing(from: .unreadable, to: new, limit: 2_048).form == .between(.denyingEverything))
        let variable = PolicyStatement(effect: .allow, elements: ["Action": "a:b", "Resource": "${aws:username}"])
        let old = PolicyMeaning(PolicyDocument(version: .v2008, statements: [variable]))
        #expect(form(old, new) == .between(.denyingEverything))
        #expect(FormerPolicy("{").meaning == nil && FormerPolicy(nil).meaning == nil)
    }
}

import Testing

@testable import IAMPolicy

@Suite struct ConditionOperatorTests {
    /// Each family of operators, for a key with one value and for an absent one.
    @Test(
        arguments: [
            ("StringEquals", "alice", ["bob", "alice"], true), ("StringEquals", "alice", ["Alice"], false),
            ("stringequals", "alice", ["alice"], true), ("StringEquals", "alice", ["al*"], false),
            ("StringNotEquals", "alice", ["bob", "alice"], false), ("StringNotEquals", "alice", ["bob"], true),
            ("StringEqualsIgnoreCase", "alice", ["ALICE"], true),
            ("StringNotEqualsIgnoreCase", "alice", ["ALICE"], false),
            ("StringLike", "alice", ["a?ic*"], true), ("StringLike", "alice", ["*"], true),
            ("StringLike", "alice", ["b*"], false),
            ("StringLike", "a*b", ["a${*}b"], true), ("StringLike", "axb", ["a${*}b"], false),
            ("StringNotLike", "alice", ["a*"], false), ("StringNotLike", "alice", ["b*", "c*"], true),
            // The Kelvin sign, which Swift takes for the letter K.
            ("StringEquals", "Karl", ["\u{212a}arl"], false), ("StringNotLike", "Karl", ["\u{212a}*"], true),
            ("StringLike", "a*b", ["a${*}b\u{301}"], false), ("StringLike", "e\u{301}", ["e?"], true),
            ("ForAnyValue:StringEquals", "alice", ["alice"], true),
            ("ForAllValues:StringEquals", "alice", ["bob"], false),
            ("ForAllValues:StringNotEquals", "alice", ["bob"], true),
            ("ForAnyValue:StringNotLike", "alice", ["a*"], false),
            ("StringEqualsIfExists", "alice", ["bob"], false), ("StringEqualsIfExists", nil, ["bob"], true),
            ("StringEquals", nil, ["bob"], false), ("StringNotEquals", nil, ["bob"], true),
            ("StringLike", nil, ["*"], false),
            ("StringNotLike", nil, ["*"], true), ("ForAllValues:StringEquals", nil, ["x"], true),
            ("ForAnyValue:StringEquals", nil, ["x"], false), ("ForAllValues:StringEqualsIfExists", nil, ["x"], true),
            ("Null", "alice", ["true"], false), ("Null", "alice", ["false"], true), ("Null", nil, ["true"], true),
            ("Null", nil, ["false"], false), ("Bool", "true", ["true"], true), ("Bool", "true", ["false"], false),
            ("Bool", nil, ["false"], false), ("BoolIfExists", nil, ["false"], true),
            ("BoolIfExists", "true", ["false"], false),
            ("NumericLessThan", nil, ["3600"], false), ("NumericLessThanIfExists", nil, ["3600"], true),
            ("DateLessThan", nil, ["2026-01-01T00:00:00Z"], false), ("NotIpAddress", nil, ["10.0.0.0/8"], true),
            ("ArnEquals", "arn:aws:iam::1:user/a/b", ["arn:aws:iam::*:user/*"], true),
            ("ArnLike", "arn:aws:iam::1:user/b", ["arn:aws:iam::2:user/b"], false),
            ("ArnLike", "arn:aws:iam::1:user/b", ["arn:*:user/b"], nil),
            ("ArnNotLike", "arn:aws:iam::1:user/b", ["arn:aws:iam::1:role/*"], true),
            ("ArnNotEquals", nil, ["arn:aws:iam::1:role/x"], true),
            // These aren't certain.
            ("NumericLessThan", "12", ["3600"], nil), ("ForAnyValue:StringNotEquals", nil, ["x"], nil),
            ("Null", "alice", ["maybe"], nil), ("Null", "alice", ["true", "false"], nil),
            ("Bool", "true", ["yes"], nil), ("Bool", "alice", ["false"], nil),
            ("ForAnyValue:StringEqualsIfExists", nil, ["x"], nil),
            ("ForAnyValue:StringNotEqualsIfExists", nil, ["x"], nil),
            // AWS doesn't say how it compares with nothing.
            ("StringEquals", "alice", [], nil), ("StringNotEquals", "alice", [], nil), ("StringNotLike", nil, [], nil),
            ("StringEquals", nil, [], nil), ("ForAllValues:StringEquals", nil, [], nil), ("Null", nil, [], nil),
            ("ForAnyValue:StringLike", "alice", [], nil), ("BoolIfExists", nil, [], nil), ("ArnNotLike", nil, [], nil),
        ] as [(String, String?, [String], Bool?)])
    func `a comparison is decided as IAM's documentation says`(
        name: String, value: String?, patterns: [String], decision: Bool?
    ) throws {
        let found = try #require(ConditionOperator(name))
        #expect(found.decide(value, against: patterns) == decision)
    }

    @Test func `an operator is read with its quantifier and suffix, whatever its case`() throws {
        let found = try #require(ConditionOperator("FORANYVALUE:stringNotLikeIFEXISTS"))
        #expect(found.quantifier == .forAnyValue && found.ifExists)
        #expect(found.kind == .compare(.stringLike, isNegated: true))
        #expect(ConditionOperator("ForAllValues:Bool")?.quantifier == .forAllValues)
        #expect(ConditionOperator("Null")?.kind == .null)
    }

    @Test(arguments: [
        ("StringEquals", true), ("StringNotLike", true), ("ArnLike", true), ("ForAllValues:StringLike", true),
        ("StringEqualsIgnoreCaseIfExists", true), ("Null", false), ("Bool", false), ("NumericEquals", false),
        ("DateLessThan", false), ("IpAddress", false), ("BinaryEquals", false),
    ])
    func `only texts and ARNs are compared with variables`(name: String, takesVariables: Bool) throws {
        #expect(try #require(ConditionOperator(name)).takesVariables == takesVariables)
    }

    @Test(arguments: [
        "", "StringEqual", "ForSomeValues:StringEquals", "IfExists", "String Equals", "ForAnyValue:",
        "StringEqualsIfExistsIfExists",
    ])
    func `an operator that IAM doesn't have is unknown`(name: String) {
        #expect(ConditionOperator(name) == nil)
    }
}

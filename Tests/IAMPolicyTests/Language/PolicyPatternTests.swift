import Testing

@testable import IAMPolicy

@Suite struct PolicyPatternTests {
    @Test(arguments: [
        ("", "", true), ("", "a", false), ("*", "", true), ("*", "abc", true), ("?", "", false), ("?", "a", true),
        ("a*c", "abbc", true), ("a*c", "abcb", false), ("*b*", "abc", true), ("a?c", "abc", true), ("a?c", "ac", false),
        ("**a", "a", true), ("a**", "a", true), ("a*a", "a", false), ("*ab", "aab", true), ("?*", "a", true),
        ("${*}", "*", true), ("${*}", "a", false), ("${?}", "?", true), ("${?}", "a", false), ("${$}{a}", "${a}", true),
        ("*${*}", "ab*", true), ("*${*}", "abc", false), ("A", "a", false),
        // To AWS these are two characters each.
        ("?", "e\u{301}", false), ("??", "e\u{301}", true), ("\u{e9}", "e\u{301}", false), ("a*", "a\u{301}", true),
    ])
    func `wildcards match any text and any one character`(pattern: String, text: String, isMatch: Bool) {
        #expect(PolicyPattern(pattern, wildcards: .match).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "b", false), ("*", "*", true), ("*", "a", false), ("?", "a", false),
        ("a*", "ab", false),
        ("${*}", "*", true), ("${?}", "?", true), ("${$}", "$", true), ("${*}", "${*}", false),
    ])
    func `without wildcards a star and a question mark match only themselves`(
        pattern: String, text: String, isMatch: Bool
    ) {
        #expect(PolicyPattern(pattern, wildcards: .literal).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("*", "*", true), ("*", "?", true), ("*", "", true), ("*", "a*b?", true), ("?", "?", true), ("?", "*", false),
        ("a*", "ab*", true), ("a*", "*", false), ("ab*", "a*", false), ("a*c", "a*b*c", true), ("a*b*c", "a*c", false),
        ("a?", "ab", true), ("ab", "a?", false), ("??", "?", false), ("*a*", "?a", true), ("*b", "*ab", true),
        // They match the same texts, but it isn't seen.
        ("?*", "*?", false),
        ("${*}", "*", false), ("*", "${*}", true), ("${*}", "${*}", true), ("?", "${?}", true),
    ])
    func `one pattern covers another only where it surely does`(pattern: String, other: String, isCovered: Bool) {
        let pattern = PolicyPattern(pattern, wildcards: .match)
        #expect(pattern.covers(PolicyPattern(other, wildcards: .match)) == isCovered)
    }

    @Test(.timeLimit(.minutes(1))) func `a pattern of many wildcards is matched in little time`() {
        let pattern = PolicyPattern(String(repeating: "*a", count: 200) + "b", wildcards: .match)
        #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
    }
}

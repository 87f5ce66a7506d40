import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct TextPatternTests {
    @Test(arguments: [
        ("alice", "alice", true), ("alice", "Alice", false), ("alice", "alice2", false), ("", "", true),
        ("", "a", false),
        ("*", "", true), ("*", "anything/at all", true), ("al*", "al", true), ("al*", "alice", true),
        ("al*", "bal", false),
        ("*ce", "alice", true), ("*ce", "c", false), ("a*e", "ae", true), ("a*e", "a", false), ("aa*aa", "aaa", false),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false), ("a**c", "abc", true), ("*b*", "abc", true),
        ("*b*", "ac", false),
        ("/staff/*", "/staff/", true), ("/staff/*", "/staff", false), ("a.c", "abc", false), ("[a]", "a", false),
        ("?", "a", false),
    ])
    func `a star stands for any text, and everything else for itself`(pattern: String, text: String, matches: Bool) {
        #expect(TextPattern(pattern).matches(text) == matches)
    }

    @Test func `letters of another case match only where case is ignored`() {
        #expect(TextPattern("Al*").matches("aLICE", .ignored))
        #expect(!TextPattern("Al*").matches("aLICE"))
        #expect(!TextPattern("[").matches("{", .ignored))
        #expect(!TextPattern("é").matches("É", .ignored))
    }

    @Test(arguments: [
        ("alice", "alice", true), ("alice", "bob", false), ("al*", "Alice", true), ("al*", "*ce", true),
        ("al*", "b*", false), ("*ce", "*de", false), ("*ce", "*e", true), ("a*x*c", "a-*-c", true), ("", "*", true),
        ("", "a*", false), ("role/*/deploy", "role/jobs/*", true), ("role/*/deploy", "role/jobs/*x", false),
    ])
    func `two patterns overlap where a text fits both`(first: String, second: String, overlaps: Bool) {
        #expect(TextPattern(first).overlaps(TextPattern(second)) == overlaps)
        #expect(TextPattern(second).overlaps(TextPattern(first)) == overlaps)
    }

    @Test func `a pattern of many stars ends soon`() {
        let text = String(repeating: "a", count: 2_000)
        #expect(!TextPattern(String(repeating: "a*", count: 500) + "b").matches(text))
    }
}

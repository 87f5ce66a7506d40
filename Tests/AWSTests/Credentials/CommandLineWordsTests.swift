import Testing

@testable import AWS

@Suite struct CommandLineWordsTests {
    @Test(arguments: [
        ("a b c", ["a", "b", "c"]), ("  a   b ", ["a", "b"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]),
        ("a\\ b", ["a b"]), ("'' \"\"", ["", ""]), ("a'b'\"c\"", ["abc"]), ("\"a\\\"b\\n\"", ["a\"b\\n"]),
        ("$(x) `y` $HOME ; |", ["$(x)", "`y`", "$HOME", ";", "|"]),
        ("'\u{301}a b' c", ["\u{301}a b", "c"]), ("a \u{301}b\u{a0}c", ["a", "\u{301}b\u{a0}c"]),
    ])
    func `command lines are split as a shell would, nothing is expanded`(text: String, words: [String]) {
        #expect(CommandLineWords.split(text) == words)
    }

    @Test(arguments: ["", "  ", "'a", "a \"b", "a\\"])
    func `refuses command lines without an end or a word`(text: String) {
        #expect(CommandLineWords.split(text) == nil)
    }
}

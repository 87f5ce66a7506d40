import Testing

@testable import AWS

struct CommandLineWordsTests {
    @Test(arguments: [
        ("a b c", ["a", "b", "c"]), ("  a   b ", ["a", "b"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]),
        ("a\\ b", ["a b"]), ("'' \"\"", ["", ""]), ("a'b'\"c\"", ["abc"]), ("\"a\\\"b\\n\"", ["a\"b\\n"]),
        ("$(x) `y` $HOME ; |", ["$(x)", "`y`", "$HOME", ";", "|"]),
        ("'\u{301}a b' c", ["\u{301}a b", "c"]), ("a \u{301}b\u{a0}c", ["a", "\u{301}b\u{a0}c"]),
    ])
    func `a command line is split as by a shell, and nothing is expanded`(text: String, words: [String]) {
        #expect(CommandLineWords.split(text) == words)
    }

    @Test(arguments: ["", "  ", "'a", "a \"b", "a\\"])
    func `a command line with an open quote or without a word is refused`(text: String) {
        #expect(CommandLineWords.split(text) == nil)
    }
}

import Testing

@testable import Formats

@Suite struct INIDocumentTests {
    /// The settings by the name of their section, of which the text has each once.
    private func parse(_ text: String) throws -> [String: [String: String]] {
        let sections = try INIDocument(Array(text.utf8)).sections
        return Dictionary(sections.map { ($0.name, $0.settings) }) { _, _ in [:] }
    }

    @Test func `reads sections, settings, comments and continuations`() throws {
        let found = try parse(
            """
            # comment
            ; comment
            [default]
            Region = us-east-1
              # an indented comment
            key=a=b # not a comment
            s3 =
              max = 10
            \t[indented] is the value's

            [ profile x ] ; trailing
            empty =
            """)
        #expect(found["default"]?["region"] == "us-east-1")
        #expect(found["default"]?["key"] == "a=b # not a comment")
        #expect(found["default"]?["s3"] == "\nmax = 10\n[indented] is the value's")
        #expect(found["profile x"] == ["empty": ""])
    }

    @Test func `a repeated section and a repeated key are kept in their order`() throws {
        let document = try INIDocument(Array("[a]\nk=1\nK=2\n[b]\n[a]\nk=3".utf8))
        #expect(document.sections.map(\.name) == ["a", "b", "a"])
        #expect(document.sections.map(\.settings) == [["k": "2"], [:], ["k": "3"]])
    }

    @Test(arguments: [
        ("[a]\n  k = v\n  l = w", ["k": "v", "l": "w"]),
        ("[a]\n  k = v\n\tl = w\nm = x", ["k": "v", "l": "w", "m": "x"]),
        ("[a]\n  k = v\n\n  # comment\n  l = w", ["k": "v", "l": "w"]),
        ("  [a]\n  k = v\n  [b]\n  k = w", ["k": "v"]),
        ("[a]\n k = v\n  l = w", ["k": "v\nl = w"]),
        ("[a]\n  s3 =\n    max = 1\n   more\n  k = v", ["s3": "\nmax = 1\nmore", "k": "v"]),
    ])
    func `only a line that is indented more than its setting goes on with it`(
        text: String, settings: [String: String]
    ) throws {
        #expect(try parse(text)["a"] == settings)
    }

    @Test func `a key ends at an equals sign or a colon, whichever is first`() throws {
        #expect(try parse("[a]\nk: v\nl : w=x\nm = y:z")["a"] == ["k": "v", "l": "w=x", "m": "y:z"])
    }

    @Test(arguments: ["[a]", "[ a ]", "[\ta\t]", "  [a]", "[a];c", "[a] # c", "[a]c"])
    func `blanks in a header and what follows it mean nothing`(header: String) throws {
        #expect(try parse(header + "\nk=v") == ["a": ["k": "v"]])
    }

    @Test func `line ends of all kinds`() throws {
        #expect(try parse("[a]\r\nk=v\r\n[b]\nk=w\r") == ["a": ["k": "v"], "b": ["k": "w"]])
        #expect(throws: INIError.malformed(line: 3)) { try parse("[a]\r\nk=v\r\nnonsense") }
        #expect(try parse("") == [:])
    }

    @Test func `a mark is a character of its own, and only line feeds end lines`() throws {
        #expect(
            try parse("[a\u{301}]\nk=\u{301}v\n \u{301}w\n[\u{301}b]\nk= \u{301}") == [
                "a\u{301}": ["k": "\u{301}v\n\u{301}w"], "\u{301}b": ["k": "\u{301}"],
            ])
        #expect(try parse("[a]\nk=v\u{2028}w\u{85}x\u{c}y") == ["a": ["k": "v\u{2028}w\u{85}x\u{c}y"]])
    }

    @Test(arguments: [
        ("k = v", 1), ("[a]\nnonsense", 2), ("[a", 1), ("[]", 1), ("[a]\n= v", 2), ("[a]\n: v", 2), ("\n\n[ ]", 3),
    ])
    func `names the line that is wrong`(text: String, line: Int) {
        #expect(throws: INIError.malformed(line: line)) { try parse(text) }
    }

    @Test func `keeps its bounds`() {
        #expect(throws: INIError.tooLarge) {
            try INIDocument(Array(repeating: 0x23, count: INIDocument.maximumSize + 1))
        }
        #expect(throws: INIError.tooManyLines) {
            try parse(String(repeating: "\n", count: INIDocument.maximumLines + 1))
        }
        #expect(throws: INIError.notUTF8) { try INIDocument([0xFF]) }
    }
}

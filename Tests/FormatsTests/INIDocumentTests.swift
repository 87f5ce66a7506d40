import Testing

@testable import Formats

@Suite struct INIDocumentTests {
    private func parse(_ text: String) throws(INIError) -> [String: [String: String]] {
        try INIDocument(Array(text.utf8)).sections
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
            [default]
            key = last
            """)
        #expect(found["default"]?["region"] == "us-east-1")
        #expect(found["default"]?["key"] == "last")
        #expect(found["default"]?["s3"] == "\nmax = 10\n[indented] is the value's")
        #expect(found["profile x"] == ["empty": ""])
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
        ("k = v", 1), ("[a]\nnonsense", 2), ("[a", 1), ("[]", 1), ("[a]\n= v", 2), ("\n\n[ ]", 3),
    ])
    func `names the line that is wrong`(text: String, line: Int) {
        #expect(throws: INIError.malformed(line: line)) { try parse(text) }
    }

    @Test func `keeps its bounds`() {
        #expect(throws: INIError.tooLarge) { try INIDocument(Array(repeating: 0x23, count: (1 << 20) + 1)) }
        #expect(throws: INIError.tooManyLines) { try parse(String(repeating: "\n", count: 20_001)) }
        #expect(throws: INIError.notUTF8) { try INIDocument([0xFF]) }
    }
}

import TestSupport
import Testing

@testable import Formats

@Suite struct INIEditorTests {
    private func edit(_ text: String, _ change: (inout INIEditor) throws -> Void) throws -> String {
        var editor = try INIEditor(Array(text.utf8))
        try change(&editor)
        return String(decoding: try editor.result(), as: UTF8.self)
    }

    private func set(_ key: String, _ value: String?, in name: String = "a", of text: String) throws -> String {
        try edit(text) { editor in
            let index = try #require(editor.document.sections.firstIndex { $0.name == name })
            try editor.set([.init(key, value)], inSection: index)
        }
    }

    @Test(arguments: [
        ("[a]\nk = 1\n", "[a]\nk = new\n"), ("[a]\nk=1", "[a]\nk=new"), ("[a]\n  K :1 \t\r\n", "[a]\n  K :new \t\r\n"),
        ("[a]\nk =\n", "[a]\nk = new\n"), ("[a]\nk=", "[a]\nk= new"), ("[a]\nk = \r\nl=2", "[a]\nk = new\r\nl=2"),
        ("# c\n[a] ; c\n\n;k=0\nk = 1\n\n[b]\nk=1\n", "# c\n[a] ; c\n\n;k=0\nk = new\n\n[b]\nk=1\n"),
        ("[a]\nk = 1\n  more\n\n # c\n  and more\nl=2\n", "[a]\nk = new\n\n # c\nl=2\n"),
        ("[b]\nk=1\n  [a]\n[a]\nk=2\n", "[b]\nk=1\n  [a]\n[a]\nk=new\n"), ("[a]\nk=é=1\n", "[a]\nk=new\n"),
    ])
    func `a setting's value is replaced, and every other byte stays`(text: String, result: String) throws {
        #expect(try set("k", "new", of: text) == result)
    }

    @Test(arguments: [
        ("[a]\n", "[a]\nk = new\n"), ("[a]", "[a]\nk = new"),
        ("[a]\r\nl=1\r\n\r\n[b]\r\n", "[a]\r\nl=1\r\nk = new\r\n\r\n[b]\r\n"),
        ("[a]\n  l=1\n    more\n# c\n[b]", "[a]\n  l=1\n    more\n  k = new\n# c\n[b]"),
        ("[a]\n\tl=1", "[a]\n\tl=1\n\tk = new"), ("[b]\n[a]\n# c\n", "[b]\n[a]\nk = new\n# c\n"),
        ("  [a]\n  [b]\nk=1", "  [a]\n  k = new\n  [b]\nk=1"), ("[a]\nkk=1\n", "[a]\nkk=1\nk = new\n"),
    ])
    func `a setting that isn't there comes behind the others, as far indented`(text: String, result: String) throws {
        #expect(try set("k", "new", of: text) == result)
    }

    @Test(arguments: [
        ("[a]\nk=1\nl=2\n", "[a]\nl=2\n"), ("[a]\nl=2\nk=1", "[a]\nl=2\n"), ("[a]\nk =\n a\n b\n[b]\n", "[a]\n[b]\n"),
        ("[a]\nl=1\n", "[a]\nl=1\n"),
    ])
    func `a setting is removed with its lines`(text: String, result: String) throws {
        #expect(try set("k", nil, of: text) == result)
    }

    @Test(arguments: [
        ("", "[n]\nk = 1\n"), ("[a]\nk=0\n", "[a]\nk=0\n\n[n]\nk = 1\n"), ("[a]\nk=0", "[a]\nk=0\n\n[n]\nk = 1\n"),
        ("[a]\r\nk=0\r\n", "[a]\r\nk=0\r\n\r\n[n]\r\nk = 1\r\n"), ("# c\n\n", "# c\n\n[n]\nk = 1\n"),
        ("[a]\n  ", "[a]\n  \n[n]\nk = 1\n"), ("[a]\nk =\n  more", "[a]\nk =\n  more\n\n[n]\nk = 1\n"),
    ])
    func `a section is added at the end`(text: String, result: String) throws {
        #expect(try edit(text) { try $0.append("n", [.init("k", "1")]) } == result)
    }

    @Test func `many changes are made at once, and told one by one`() throws {
        let text = "[a]\nk=1\n  x\n[b]\nl=1"
        var editor = try INIEditor(Array(text.utf8))
        try editor.set([.init("k", "2"), .init("m", "3")], inSection: 0)
        try editor.set([.init("l", "1"), .init("m", "4")], inSection: 1)
        try editor.append("c", [.init("k", "5")])
        try editor.append("d", [])
        #expect(
            String(decoding: try editor.result(), as: UTF8.self)
                == "[a]\nk=2\nm = 3\n[b]\nl=1\nm = 4\n\n[c]\nk = 5\n\n[d]\n")
        #expect(
            editor.changes == [
                INIChange(header: "[a]", line: 1, removed: ["k=1", "  x"], added: ["k=2", "m = 3"]),
                INIChange(header: "[b]", line: 4, added: ["m = 4"]), INIChange(header: "[c]", added: ["k = 5"]),
                INIChange(header: "[d]"),
            ])
    }

    @Test(arguments: ["[a]\nk=1\n", "[a]\nk=1", "[a]\r\nk=1\r\n"])
    func `what is added to the last section stands before new sections`(text: String) throws {
        var editor = try INIEditor(Array(text.utf8))
        try editor.append("c", [.init("k", "1")])
        try editor.append("d", [.init("k", "2")])
        try editor.set([.init("m", "3")], inSection: 0)
        let names = try INIDocument(editor.result()).sections.map(\.name)
        #expect(names == ["a", "c", "d"])
    }

    @Test func `what is as it should be changes nothing`() throws {
        let text = "[a]\n k\t:\t1  \n"
        var editor = try INIEditor(Array(text.utf8))
        try editor.set([.init("k", "1"), .init("x", nil)], inSection: 0)
        #expect(try editor.result() == Array(text.utf8) && editor.changes.isEmpty)
    }

    @Test(arguments: [
        ("nonsense", INIEditError.unreadable(.malformed(line: 1))),
        ("[a]\nk=1\nK=2", .repeated("k", line: 3)),
        // Behind the new line, the header would go on with its value.
        ("[a]\n  [b]\n", .impossible("a file whose lines are indented like this")),
    ])
    func `what can't be changed safely is refused`(text: String, error: INIEditError) {
        #expect(throws: error) { try set("k", "new", of: text) }
    }

    @Test(arguments: [
        ("k", "a\nb"), ("k", " a"), ("k", "a "), ("k", "a\u{0}"), ("k", "a\rb"), ("K", "a"), ("", "a"), ("k=", "a"),
        ("[k", "a"), ("#k", "a"), ("k l", "a"), ("k:", "a"), ("k", "\ta"),
    ])
    func `a setting that would be read as another is refused`(key: String, value: String) {
        #expect(throws: INIEditError.self) { try set(key, value, of: "[a]\n") }
    }

    @Test(arguments: ["", " a", "a]", "a\nb", "a\u{7f}"])
    func `a section's name that would be read as another is refused`(name: String) {
        #expect(throws: INIEditError.self) { try edit("") { try $0.append(name, []) } }
    }

    @Test func `files at random either change as they should, or not at all`() throws {
        var random = SeededGenerator()
        let pieces = [
            "[a]", "[b]", "k", "l", "=", ":", " ", "  ", "\t", "\n", "\n", "\r\n", "# c", ";", "[", "]", "1", "é",
            "k=1\n", "\nl = 2",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0..<14, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            guard var editor = try? INIEditor(Array(text.utf8)) else { continue }
            let before = editor.document
            do {
                if !before.sections.isEmpty { try editor.set([.init("k", "new")], inSection: 0) }
                try editor.append("n", [.init("k", "1")])
                var expected = before.sections
                if !expected.isEmpty { expected[0].settings["k"] = "new" }
                expected.append(.init(name: "n", settings: ["k": "1"]))
                #expect(
                    try INIDocument(editor.result()).sections == expected,
                    "seed \(random.seed): \(text.debugDescription)")
            } catch is INIEditError {
                continue
            }
        }
    }
}

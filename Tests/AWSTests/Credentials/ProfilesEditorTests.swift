import AWS
import Formats
import Testing

@Suite struct ProfilesEditorTests {
    private func set(_ profile: String, in text: String) throws -> String {
        var editor = try ProfilesEditor(Array(text.utf8))
        try editor.set([.init("region", "eu-west-1")], of: profile)
        return String(decoding: try editor.result(), as: UTF8.self)
    }

    @Test(arguments: [
        ("[profile a]\nregion = x\n", "a"), ("[ profile  \"a\" ] ; c\nregion = x\n", "a"),
        ("[profile \"a b\"]\nregion = x\n", "a b"), ("[default]\nregion = x\n", "default"),
        ("[profile default]\nregion = x\n", "default"), ("[a]\n[profile a b]\n[profile a]\nregion = x\n", "a"),
        ("[default]\n[profile default]\nregion = x\n", "default"), ("[profile 'it''s']\nregion = x\n", "its"),
    ])
    func `a profile is found however its header is written`(text: String, profile: String) throws {
        #expect(try ProfilesEditor(Array(text.utf8))[profile] == ["region": "x"])
        #expect(try set(profile, in: text) == text.replacing("= x", with: "= eu-west-1"))
    }

    @Test(arguments: [
        ("a", "[profile a]"), ("a b", "[profile \"a b\"]"), ("default", "[default]"), ("é@1/x", "[profile é@1/x]"),
    ])
    func `a new profile comes to the end`(profile: String, header: String) throws {
        let text = "[profile other]\n[sso-session a]\n[a]\n"
        #expect(try set(profile, in: text) == "\(text)\n\(header)\nregion = eu-west-1\n")
        #expect(try ProfilesEditor(Array(text.utf8))[profile] == nil)
    }

    @Test(arguments: ["", " a", "a ", "a]", "a\"", "a'b", "a\\b", "a$b", "a`b", "a#b", "a;b", "a=b", "a\nb", "a\u{7f}"])
    func `a name that needs escapes isn't written`(profile: String) {
        #expect(!ProfilesEditor.isWritable(profile))
        #expect(throws: INIEditError.self) { try set(profile, in: "") }
    }

    @Test func `a profile that stands twice is left alone, and its lines are named`() {
        #expect(throws: INIEditError.impossible("a profile that stands in lines 1 and 4")) {
            try set("a", in: "[profile a]\nx=1\n\n[profile \"a\"]\n")
        }
    }

    @Test func `ten thousand profiles are changed in one go`() throws {
        let text = (0..<10_000).map { "[profile p\($0)]\nregion = x\n\n" }.joined()
        var editor = try ProfilesEditor(Array(text.utf8))
        for number in 0..<10_000 { try editor.set([.init("region", "y")], of: "p\(number)") }
        #expect(try editor.result() == Array(text.replacing("= x", with: "= y").utf8))
        #expect(editor.changes.count == 10_000)
    }
}

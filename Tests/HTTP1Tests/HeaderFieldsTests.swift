import Testing

@testable import HTTP1

struct HeaderFieldsTests {
    private let fields: HeaderFields = [
        "Host": "a", "X-One": "1", "x-one": "2", "Connection": "Close, te ,,x", "connection": "Y",
    ]

    @Test func `names are the same without regard to case`() {
        #expect(fields.values("X-ONE") == ["1", "2"])
        #expect(fields.contains("HOST") && !fields.contains("Hos") && !fields.contains("Host "))
        #expect(!HeaderFields.isSame("a[b", "a{b"))
    }

    @Test func `a single value is one that is there once`() {
        #expect(fields.single("host") == "a")
        #expect(fields.single("X-One") == nil)
        #expect(fields.single("Missing") == nil)
    }

    @Test func `the members of a list are collected from all its fields`() {
        #expect(fields.tokens("Connection") == ["close", "te", "x", "y"])
    }

    @Test func `fields are replaced, rewritten and removed by their names`() {
        var changed = fields
        changed.remove("Connection")
        changed.rewrite("X-One") { "\($0)!" }
        changed.replace("Host", "b")
        #expect(changed == ["X-One": "1!", "x-one": "2!", "Host": "b"])
    }

    @Test(arguments: [(" \ta b\t ", "a b"), ("", ""), (" ", ""), ("\t", ""), ("a", "a"), ("\u{a0}a", "\u{a0}a")])
    func `only spaces and tabs are trimmed`(_ text: String, _ trimmed: String) {
        #expect(text.trimmingWhiteSpace == trimmed)
    }
}

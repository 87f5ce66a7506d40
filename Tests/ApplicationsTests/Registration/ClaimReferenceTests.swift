import Testing

@testable import Applications

@Suite struct ClaimReferenceTests {
    @Test(arguments: [
        ("sub", ["sub"]), ("custom:tenant_id", ["custom:tenant_id"]),
        ("https://example.com/tenant", ["https://example.com/tenant"]), ("a~b", ["a~b"]), ("ü", ["ü"]),
        ("/tenant", ["tenant"]), ("/org/id", ["org", "id"]), ("/a~1b/c~0d", ["a/b", "c~d"]), ("/~01", ["~1"]),
        ("/a/b/c/d/e/f/g/h", ["a", "b", "c", "d", "e", "f", "g", "h"]), ("/e\u{301}", ["e\u{301}"]),
    ])
    func `a claim is named as it is written or by a pointer`(_ text: String, _ path: [String]) throws {
        #expect(try #require(ClaimReference(text)).path == path)
        #expect(ClaimReference(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "//", "/a/", "/a//b", "/a~", "/a~2", "/~", "a\nb", "a\u{0}", "a\u{85}", "/a/b/c/d/e/f/g/h/i",
        String(repeating: "a", count: 257),
    ])
    func `a text that names no claim is refused`(_ text: String) {
        #expect(ClaimReference(text) == nil)
    }
}

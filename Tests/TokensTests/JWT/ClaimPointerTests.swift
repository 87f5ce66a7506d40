import Formats
import TestSupport
import Testing

@testable import Tokens

struct ClaimPointerTests {
    private static let claims: JSONValue = [
        "sub": "alice", "custom:tenant_id": "yellow", "https://example.com/tenant": "blue", "a/b": 1, "m~n": 2,
        "": "empty",
        "org": ["id": 7, "units": ["x", ["name": "y"]], "0": "zero", "": "inside"], "none": .null, "e\u{301}": "two",
    ]

    @Test(
        arguments: [
            ("sub", "alice"), ("/sub", "alice"), ("custom:tenant_id", "yellow"), ("/custom:tenant_id", "yellow"),
            ("https://example.com/tenant", "blue"), ("/https:~1~1example.com~1tenant", "blue"), ("a/b", 1),
            ("/a~1b", 1),
            ("m~n", 2), ("/m~0n", 2), ("/", "empty"), ("/org/id", 7), ("/org/0", "zero"), ("/org/", "inside"),
            ("/org/units/0", "x"), ("/org/units/1/name", "y"), ("none", .null), ("/none", .null), ("e\u{301}", "two"),
        ] as [(String, JSONValue)])
    func `a claim is found by its name or by a JSON pointer`(text: String, value: JSONValue) throws {
        let pointer = try #require(ClaimPointer(text))
        #expect(pointer.value(in: Self.claims) == value)
        #expect(pointer.text == text && "\(pointer)" == text)
    }

    @Test(arguments: [
        "SUB", "org/id", "/org/ID", "/org/units/2", "/org/units/00", "/org/units/-", "/org/units/-1", "/org/units/+0",
        "/org/units/99999999999999999999", "/org/units/1/0", "/sub/0", "/sub/", "/none/x", "\u{e9}", "/a/b", "/m~00n",
    ])
    func `what isn't there isn't found under a similar name`(text: String) throws {
        #expect(try #require(ClaimPointer(text)).value(in: Self.claims) == nil)
    }

    @Test(arguments: [
        "", "/a~", "/a~2", "/~", "/~~", "a\nb", "a\u{0}", "/a\u{85}", String(repeating: "a", count: 257),
        String(repeating: "/a", count: 17),
    ])
    func `a text that names no claim is refused`(text: String) {
        #expect(ClaimPointer(text) == nil)
    }

    @Test func `a pointer finds each value of any claims by the way to it`() throws {
        var generator = SeededGenerator()
        let seed = generator.seed
        let names = ["a", "/", "~", "~1", "0", "", "é", "a/b~c"]
        for _ in 0..<500 {
            var value: JSONValue = .integer(Int.random(in: 0..<100, using: &generator))
            let expected = value
            var text = ""
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                if Bool.random(using: &generator) {
                    let index = Int.random(in: 0..<3, using: &generator)
                    value = .array((0..<3).map { $0 == index ? value : .null })
                    text = "/\(index)" + text
                } else {
                    let name = names[Int.random(in: 0..<names.count, using: &generator)]
                    value = .object([.init("other", .null), .init(name, value)])
                    let escaped = name.utf8.map { byte in
                        switch byte {
                        case UInt8(ascii: "~"): Array("~0".utf8)
                        case UInt8(ascii: "/"): Array("~1".utf8)
                        default: [byte]
                        }
                    }
                    text = "/" + String(decoding: escaped.joined(), as: UTF8.self) + text
                }
            }
            #expect(ClaimPointer(text)?.value(in: value) == expected, "seed \(seed)")
        }
    }
}

import Testing

@testable import IAMPolicy

@Suite struct PolicyElementTests {
    @Test func `objects are equal whatever the order of their members`() throws {
        #expect(try PolicyElement(parsing: #"{"a":1,"b":2}"#) == PolicyElement(parsing: #"{"b":2,"a":1}"#))
    }

    @Test func `lists are equal only in the same order`() {
        #expect(PolicyElement.array(["a", "b"]) != ["b", "a"])
    }

    @Test(
        arguments: [
            (.string("caf\u{e9}"), .string("cafe\u{301}")), (["caf\u{e9}": "x"], ["cafe\u{301}": "x"]),
            (["a": "b"], ["a": "c"]),
            (["a": "b"], ["a": "b", "c": "d"]), (.string("1"), .number("1")), (.string("true"), .bool(true)),
            (.bool(true), .bool(false)), (.null, .string("null")), ([], [:]), (.array(["a"]), "a"),
            (.number("1"), .number("2")), (.number("1"), .number("1.0")),
        ] as [(PolicyElement, PolicyElement)])
    func `elements that AWS tells apart aren't equal`(one: PolicyElement, other: PolicyElement) {
        #expect(one != other)
        #expect(other != one)
    }

    @Test func `members and texts are those of objects and strings alone`() {
        #expect(PolicyElement.object(["a": "b"]).members == ["a": "b"])
        #expect(PolicyElement.string("a").string == "a")
        for element in [PolicyElement.null, .bool(true), .number("1"), .array(["a"])] {
            #expect(element.members == nil && element.string == nil)
        }
        #expect(PolicyElement.string("a").members == nil && PolicyElement.object([:]).string == nil)
    }

    // MARK: Texts

    @Test(
        arguments: [
            ("a", ["a"]), (["a", "b"], ["a", "b"]), ([], []), (.bool(true), ["true"]),
            ([.bool(false), .number("0.5")], ["false", "0.5"]),
        ] as [(PolicyElement, [String])])
    func `an element is a value or a list of them`(element: PolicyElement, texts: [String]) throws {
        #expect(try element.values(of: "Resource").map(\.text) == texts)
    }

    @Test(arguments: [
        ("1", true), ("-3", true), ("0.5", true), ("10", true), ("123456789012345", true), ("1.0", false),
        ("0.50", false), ("-0", false), ("1e0", false), ("1E2", false), ("12345678901234567890", false),
    ])
    func `a number that can be written in another way has no one text`(number: String, hasOneText: Bool) {
        #expect(PolicyElement.number(number).hasOneText == hasOneText)
        #expect(PolicyElement.string(number).hasOneText)
    }

    @Test(arguments: [.null, [:], [.null], [["a"]], ["a", [:]]] as [PolicyElement])
    func `an element with anything else in it is refused by its name`(element: PolicyElement) {
        #expect(throws: MalformedPolicy.element("Resource")) { try element.values(of: "Resource") }
    }

    @Test func `a single value is written without a list`() {
        #expect(PolicyElement.list(["a"]) == "a")
        #expect(PolicyElement.list([.number("1.0"), "b"]) == [.number("1.0"), "b"])
    }

    // MARK: Minified

    @Test func `equal elements are written as the same text, members in the order of their names`() throws {
        let text = #" { "b" : [ 1 , true , null , [ ] ] , "a" : { "d" : "x" , "c" : 0.5 } } "#
        #expect(try PolicyElement(parsing: text).minified == #"{"a":{"c":0.5,"d":"x"},"b":[1,true,null,[]]}"#)
    }

    @Test(arguments: ["plain", "quote \" and \\", "line\nbreak\u{1}", "ünïcödé 𝄞", "\u{7f}\u{2028}", "\u{0}"])
    func `a text is read back as it was, from characters that IAM accepts`(text: String) throws {
        let element = PolicyElement.object(["k": .string(text)])
        #expect(try PolicyElement(parsing: element.minified) == element)
        #expect(element.minified.unicodeScalars.allSatisfy { (" "..."\u{ff}").contains($0) })
    }
}

import FoundationEssentials
import TestSupport
import Testing

@testable import IAMPolicy

@Suite struct PolicyElementParsingTests {
    private func parse(_ text: String) throws(MalformedPolicy) -> PolicyElement { try PolicyElement(parsing: text) }

    @Test func `an element is read with its members, lists and values`() throws {
        let text = #" { "a" : [ true , false , null , "x" , -3.5 ] , "b" : { "c" : [ ] , "d" : { } } } "#
        let element: PolicyElement = [
            "a": [.bool(true), .bool(false), .null, "x", .number("-3.5")], "b": ["c": [], "d": [:]],
        ]
        #expect(try parse(text) == element)
    }

    @Test(arguments: [
        "", " ", "nonsense", "{", "[1", #"{"a":1"#, #"{"a"}"#, "{a:1}", "{'a':1}", #"{"a":1,}"#, "[1,]", "[1 2]",
        #"{"a" 1}"#, "[tru]", "[True]", "[NaN]", "[Infinity]", "[01]", "[+1]", "[.5]", "[1.]", "[-]", "[1e]", "[0x1]",
        "[// no\n1]", "[/* no */1]", "\u{feff}[]", "\u{0}[]", "[\u{a0}1]", "[\u{b}1]", "[\u{c}1]",
    ])
    func `a text that isn't JSON is refused`(text: String) {
        #expect(throws: MalformedPolicy.notJSON) { try parse(text) }
    }

    @Test(arguments: [#"{"a":1} x"#, #"{"a":1}{"a":1}"#, "[] []", "1 2", "[]\u{0}", "[]]", #""a"b"#, "null,"])
    func `a text that goes on behind its value is refused`(text: String) {
        #expect(throws: MalformedPolicy.notJSON) { try parse(text) }
    }

    // MARK: Members

    @Test(arguments: 0...15) func `a member that stands twice is refused at every depth`(pairs: Int) {
        let (before, after) = (String(repeating: #"[{"a":"#, count: pairs), String(repeating: "}]", count: pairs))
        #expect(throws: MalformedPolicy.duplicateName) { try parse(#"\#(before){"b":1,"c":2,"b":1}\#(after)"#) }
    }

    @Test(arguments: [
        #"{"Action":1,"Acti\u006fn":2}"#, #"{"\u0041ction":1,"Action":1}"#, #"{"a/b":1,"a\/b":1}"#,
        #"{"\ud834\udd1e":1,"𝄞":1}"#, #"{"\t":1,"\u0009":1}"#, #"{"":1,"":1}"#,
    ])
    func `names that are the same without their escapes are refused`(text: String) {
        #expect(throws: MalformedPolicy.duplicateName) { try parse(text) }
    }

    @Test func `names that Swift can't tell apart are refused`() {
        #expect(throws: MalformedPolicy.duplicateName) { try parse(#"{"\u00e9":1,"e\u0301":2}"#) }
    }

    @Test(arguments: [
        #"{"a":{"b":1},"c":{"b":1}}"#, #"[{"a":1},{"a":1}]"#, #"{"a":1,"A":1}"#, #"{"a":":\"a\":","b":"{\"a\":1}"}"#,
        #"{"a":1,"a\u0000":1}"#, #"{"a":1,"a ":1}"#,
    ])
    func `members of different objects or names are no duplicates`(text: String) throws {
        #expect(try parse(parse(text).minified) == parse(text))
    }

    // MARK: Numbers

    @Test(arguments: [
        "0", "1", "-3", "0.5", "-0.5", "10", "100", "123456789012", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "12345678901234567890123456789012345678", "0.0000001", "10.01",
        "100000000000000000000000000000000000", "1.0", "600000.0", "0.10", "-0", "-0.0", "1e2", "1E2", "1.5e+3", "1e-2",
        "123456789012345678901234567890123456789", "0.12345678901234567890123456789012345678", "1e400",
    ])
    func `a number stays as it is written`(number: String) throws {
        #expect(try parse("[ \(number) ]") == [.number(number)])
        #expect(try parse(number).minified == number)
    }

    @Test func `a text that looks like a number is a text`() throws {
        #expect(try parse(#"["1.0","1e2","-0"]"#) == ["1.0", "1e2", "-0"])
    }

    // MARK: Texts

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u4e2d""#, "A\u{e9}中"),
        (#""\uD834\uDD1E""#, "𝄞"), (#""\u0000""#, "\u{0}"), (#""𝄞é""#, "𝄞é"), ("\"\u{7f}\u{85}\"", "\u{7f}\u{85}"),
    ])
    func `escapes become the characters that they stand for`(json: String, text: String) throws {
        #expect(try parse(json) == .string(text))
    }

    @Test(arguments: [
        #""\ud834""#, #""\ud834x""#, #""\ud834\n""#, #""\ud834\u0041""#, #""\ud834\ud834""#, #""\udd1e""#,
        #""\udd1e\ud834""#, #"{"\ud834":1}"#,
    ])
    func `half of a surrogate pair is refused`(text: String) {
        #expect(throws: MalformedPolicy.notJSON) { try parse(text) }
    }

    @Test(arguments: [
        #""\x41""#, #""\u41""#, #""\u004g""#, #""\U0041""#, #""\'""#, #""\0""#, #""\"#, "\"", "\"\n\"", "\"\t\"",
        "\"\u{0}\"", "\"\u{1f}\"",
    ])
    func `other escapes and bare control characters are refused`(text: String) {
        #expect(throws: MalformedPolicy.notJSON) { try parse(text) }
    }

    // MARK: Limits

    @Test(arguments: ["[]", #"{"a":}"#]) func `brackets are read down to a depth of 32`(pair: String) throws {
        func nested(_ depth: Int) -> String {
            let open = String(pair.dropLast())
            return String(repeating: open, count: depth - 1) + (open == "[" ? "[]" : "{}")
                + String(repeating: String(pair.suffix(1)), count: depth - 1)
        }
        _ = try parse(nested(PolicyElement.maximumDepth))
        #expect(PolicyElement.maximumDepth == 32)
        for depth in [33, 97, 100_000] {
            #expect(throws: MalformedPolicy.tooDeep) { try parse(nested(depth)) }
        }
        #expect(throws: MalformedPolicy.tooDeep) { try parse(String(repeating: "[", count: 100_000)) }
    }

    @Test func `brackets in texts don't count`() throws {
        let text = String(repeating: "[{", count: 50)
        #expect(try parse(#"["\#(text)"]"#) == [.string(text)])
    }

    @Test func `a text of a megabyte is read, and not one byte more`() throws {
        let space = String(repeating: " ", count: PolicyElement.maximumSize - 2)
        #expect(PolicyElement.maximumSize == 1_048_576)
        #expect(try parse("[\(space)]") == [])
        #expect(throws: MalformedPolicy.tooLong) { try parse("[\(space)] ") }
        #expect(throws: MalformedPolicy.tooLong) { try parse(String(repeating: "é", count: space.count / 2 + 2)) }
    }

    // MARK: Random documents

    @Test func `random spellings of a value are read as the value`() throws {
        var random = RandomJSON()
        let seed = random.random.seed
        for _ in 0..<2_000 {
            let document = random.document()
            #expect(try parse(document.text) == document.element, "\(document.text), seed \(seed)")
            #expect(try parse(document.element.minified) == document.element, "seed \(seed)")
        }
    }

    @Test func `random documents with a member twice are refused`() {
        var random = RandomJSON()
        let seed = random.random.seed
        for document in (0..<4_000).map({ _ in random.document(duplicates: 0.3) }) where document.hasDuplicate {
            #expect(throws: MalformedPolicy.duplicateName, "\(document.text), seed \(seed)") {
                try parse(document.text)
            }
        }
    }

    @Test func `what is read of broken documents is what Foundation's decoder reads`() throws {
        var random = RandomJSON()
        let seed = random.random.seed
        for _ in 0..<4_000 {
            let text = random.broken(random.document(depth: 3).text)
            // Foundation keeps the value of a number, and not its spelling.
            guard let element = (try? parse(text))?.withDecimalNumbers else { continue }
            let decoded = try? JSONDecoder().decode(PolicyElement.self, from: Data(text.utf8))
            #expect(decoded == element, "\(text), seed \(seed)")
        }
    }
}

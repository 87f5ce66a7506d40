import FoundationEssentials
import TestSupport
import Testing

@testable import Formats

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    @Test(
        arguments: [
            ("null", .null), (" true\r\n", true), ("\tfalse", false), ("0", 0), ("-12", -12),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .decimal("9223372036854775808")),
            ("1.50", .decimal("1.50")), ("-0", .decimal("-0")), ("-1e+5", .decimal("-1e+5")), ("[]", []), ("{ }", [:]),
            (#""""#, ""),
            (#"{"b":[1,{"a":null}],"a" : "x","b":2}"#, ["b": [1, ["a": .null]], "a": "x", "b": 2]),
            (#""\"\\\/\b\f\n\r\t\u00e9ä\uD83D\uDE00""#, "\"\\/\u{8}\u{c}\n\r\téä😀"),
        ] as [(String, JSONValue)])
    func reads(text: String, value: JSONValue) throws {
        #expect(try read(text) == value)
    }

    @Test(
        arguments: [
            "", " ", "nul", "truex", "01", "-", "1.", ".5", "1e", "+1", "[", "[1", "[1,]", "[1 2]", "{", "{1:2}",
            #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "1 2", "\"", #""\"#, #""\x""#, #""\u12""#, #""\u12g4""#,
            #""\ud83d""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\ude00""#, "\"\n\"", "'a'", "\u{feff}1",
        ])
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func `what isn't UTF-8 is refused`() {
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0xc3, 0x22]) }
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0xed, 0xa0, 0x80, 0x22]) }
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0x00, 0x22]) }
    }

    @Test func `a text is read piece by piece`() throws {
        var reader = try JSONReader(Array(#" {"names": ["a", "b" ], "none":null, "other": {"c": [1]}} "#.utf8))
        var (names, others): ([String], [String: JSONValue]) = ([], [:])
        try reader.object { (name, reader) throws(JSONError) in
            if try reader.takeNull() { return others[name] = .null }
            guard name == "names" else { return others[name] = try reader.value() }
            try reader.array { (reader) throws(JSONError) in names.append(try reader.text()) }
        }
        try reader.end()
        #expect(names == ["a", "b"])
        #expect(others == ["none": .null, "other": ["c": [1]]])
    }

    @Test(arguments: ["", "1", "[]", "{", "{]", "nul", "{\"a\":1} 2"])
    func `a text that is no object is refused as one`(text: String) throws {
        #expect(throws: JSONError.self) {
            var reader = try JSONReader(Array(text.utf8))
            try reader.object { (_, reader) throws(JSONError) in _ = try reader.value() }
            try reader.end()
        }
    }

    @Test func `what is no array, string or null is refused as one, or left`() throws {
        var reader = try JSONReader(Array("{}".utf8))
        #expect(throws: JSONError.malformed(offset: 0)) { try reader.array { _ in } }
        #expect(throws: JSONError.malformed(offset: 0)) { try reader.text() }
        let isNull = try reader.takeNull()
        #expect(!isNull)
        let value = try reader.value()
        #expect(value == [:])
    }

    @Test func `depth is bounded`() throws {
        _ = try read(String(repeating: "[", count: 96) + String(repeating: "]", count: 96))
        #expect(throws: JSONError.tooDeep) { try read(String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONError.tooDeep) { try read(String(repeating: #"{"a":"#, count: 100_000)) }
    }

    @Test func `the caller may set another depth`() throws {
        #expect(try JSONReader.read(Array("[[]]".utf8), maximumDepth: 2) == [[]])
        #expect(throws: JSONError.tooDeep) { try JSONReader.read(Array("[[[]]]".utf8), maximumDepth: 2) }
        #expect(throws: JSONError.tooDeep) { try JSONReader.read(Array(#"{"a":[{}]}"#.utf8), maximumDepth: 2) }
    }

    @Test func `every piece of a text is read or refused, and what is written reads back`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00"],"b":{"c":null,"d":[true,false]}}"#.utf8)
        for _ in 0..<2_000 {
            var broken = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: broken.indices, using: &random)
                if Bool.random(using: &random) {
                    broken[index] = UInt8.random(in: .min ... .max, using: &random)
                } else {
                    broken.removeLast(min(broken.count - 1, index))
                }
            }
            guard let value = try? JSONReader.read(broken) else { continue }
            #expect(try JSONReader.read(value.bytes) == value, "seed \(seed)")
        }
    }

    /// Long strings are looked through in pieces of 32 bytes.
    @Test func `an escape is read wherever it stands`() throws {
        for (place, length) in (0..<70).flatMap({ place in [place, 31, 32, 33, 64, 100].map { (place, $0) } })
        where place <= length {
            let (before, after) = (
                String(repeating: "x", count: place), String(repeating: "é", count: length - place)
            )
            #expect(try JSONReader.read(Array("[\"\(before)\\n\(after)\"]".utf8)) == [.string("\(before)\n\(after)")])
            #expect(throws: JSONError.self) { try JSONReader.read(Array("\"\(before)\n\(after)\"".utf8)) }
            #expect(throws: JSONError.self) { try JSONReader.read(Array("\"\(before)\(after)".utf8)) }
        }
    }
}

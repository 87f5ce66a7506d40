import FoundationEssentials
import TestSupport
import Testing

@testable import Formats

@Suite struct JSONValueTests {
    @Test(
        arguments: [
            (JSONValue.null, "null"), (true, "true"), (-7, "-7"), ("a\"\\/", #""a\"\\/""#), ([], "[]"), ([:], "{}"),
            (["b": 1, "a": [.null, "x"]], #"{"b":1,"a":[null,"x"]}"#),
            ("\n\r\t\u{1}\u{7f}\u{9f}", #""\n\r\t\u0001\u007f\u009f""#),
            ("\u{2028}\u{2029}ä😀", #""\u2028\u2029ä😀""#),
        ] as [(JSONValue, String)])
    func writes(value: JSONValue, text: String) {
        #expect(value.text == text)
    }

    @Test func `any text is one line that reads back the same`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let scalars = (0..<30).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2fff, using: &random)) }
            let text = String(String.UnicodeScalarView(scalars))
            let line = JSONValue.array([.string(text)]).text
            #expect(!line.contains { $0.isNewline }, "seed \(seed)")
            let back = try JSONDecoder().decode([String].self, from: Data(line.utf8))
            #expect(back.first.map { Array($0.utf8) } == Array(text.utf8), "seed \(seed)")
        }
    }
}

import Testing

@testable import Formats

struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas stand between members and elements and nowhere else`() {
        let written = text { writer in
            writer.object { writer in
                writer.member("a", "1")
                writer.member("b", .integer(2))
                writer.member("c") { writer in
                    writer.array { writer in
                        writer.string("d")
                        writer.object { _ in }
                        writer.array { $0.value(.null) }
                    }
                }
                writer.member("e") { $0.object { $0.member("f", .bool(true)) } }
            }
        }
        #expect(written == #"{"a":"1","b":2,"c":["d",{},[null]],"e":{"f":true}}"#)
    }

    @Test func `a line ends with a line feed`() {
        #expect(
            text {
                $0.object { $0.member("a", "1") }; $0.endLine()
            } == "{\"a\":\"1\"}\n")
    }

    /// The lengths about which texts are written in another way, with and without what needs an escape.
    @Test(arguments: [0, 1, 47, 48, 49, 200], ["", "\"", "\\", "\u{1}", "é", "\u{7f}", "\u{2028}", "~ "])
    func `texts are those of values`(count: Int, end: String) {
        for string in [String(repeating: "x", count: count) + end, end + String(repeating: "x", count: count)] {
            let written = text { $0.string(string) }
            #expect(written == JSONValue.string(string).text)
            #expect((try? JSONReader.read(Array(written.utf8))) == .string(string))
            #expect(text { $0.object { $0.member("a", utf8: string.utf8.span) } } == "{\"a\":\(written)}")
        }
    }
}

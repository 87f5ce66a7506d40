import Formats
import Testing

struct StringUTF8Tests {
    @Test(arguments: ["", "a", "a text of more than fifteen bytes", "é", "🔑", "\0\r\n", "\u{10FFFF}"])
    func `UTF-8 is read as its text`(text: String) {
        #expect(String(utf8: Array(text.utf8).span) == text)
    }

    @Test(
        arguments: [[0xff], [0xc3], [0x61, 0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]
            as [[UInt8]])
    func `bytes that aren't UTF-8 are refused`(bytes: [UInt8]) {
        #expect(String(utf8: bytes.span) == nil)
    }
}

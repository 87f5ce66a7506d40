import Testing

@testable import Formats

@Suite struct ArrayBytesTests {
    @Test(arguments: [0, 7, 10, 99, 100, -1, -120, .max, .min]) func `a number has its digits`(number: Int) {
        var bytes = [UInt8(ascii: "=")]
        bytes.append(decimal: number)
        #expect(String(decoding: bytes, as: UTF8.self) == "=\(number)")
    }

    @Test func `a text has its UTF-8`() {
        var bytes: [UInt8] = []
        for text in ["", "a", "äöü", String(repeating: "x", count: 100)] { bytes.append(utf8: text) }
        #expect(bytes == Array(("aäöü" + String(repeating: "x", count: 100)).utf8))
    }

    @Test func `a text is compared without regard to the case of ASCII's letters alone`() {
        #expect("HttPS".isASCII("https") && "1".isASCII("1") && "".isASCII(""))
        #expect(
            !"http".isASCII("https") && !"https ".isASCII("https") && !"ŏn".isASCII("on") && !"\u{212a}".isASCII("k"))
    }
}

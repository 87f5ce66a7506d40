import TestSupport
import Testing

@testable import Formats

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("", ""), ("AZaz09-._~", "AZaz09-._~"), (" ", "%20"), ("+", "%2B"), ("/", "%2F"), ("%", "%25"), ("é", "%C3%A9"),
        ("🔑", "%F0%9F%94%91"), ("\0\n", "%00%0A"), ("*'()!", "%2A%27%28%29%21"),
    ])
    func `encodes all but the unreserved characters, and decodes again`(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.decode(encoded) == text)
    }

    @Test func `a plus stays a plus and lower-case digits count`() {
        #expect(PercentEncoding.decode("a+b%2fc%2F") == "a+b/c/")
    }

    @Test(arguments: ["%", "%2", "%zz", "%C3", "%FF", "a%", "%%20"])
    func `refuses broken escapes and what isn't UTF-8`(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test func `any text comes back`() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0...20, using: &generator)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x1_0FFF, using: &generator))
            }
            let text = String(String.UnicodeScalarView(scalars))
            #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text, "seed \(seed)")
        }
    }

    @Test func `a form's values can't make more pairs`() {
        var form = FormEncoding()
        form.append("a", "1&b=2")
        form.append("c d", "=")
        #expect(form.text == "a=1%26b%3D2&c%20d=%3D")
    }

    /// Long texts are encoded in pieces of 64 bytes.
    @Test func `a byte is encoded the same wherever it stands`() {
        for (place, length) in (0..<140).flatMap({ place in [place + 1, 48, 64, 129, 200].map { (place, $0) } })
        where place < length {
            var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
            bytes[place] = UInt8(ascii: "/")
            let plain = String(repeating: "x", count: place) + "%2F" + String(repeating: "x", count: length - place - 1)
            #expect(PercentEncoding.encode(String(decoding: bytes, as: UTF8.self)) == plain)
        }
    }

    @Test func `pairs are the query of a URL`() {
        var form = FormEncoding()
        form.append("a", "é".utf8.span)
        #expect(form.query(of: "https://host/path") == "https://host/path?a=%C3%A9")
    }
}

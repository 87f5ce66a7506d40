import Cryptography
import Testing

struct EncodingTests {
    @Test func `hexadecimal round trips every byte`() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(Hexadecimal.encode([0x00, 0x0f, 0xa0, 0xff]) == "000fa0ff")
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        #expect(Hexadecimal.decode("00FfaA") == [0x00, 0xff, 0xaa])
        #expect(Hexadecimal.decode("") == [])
    }

    @Test(arguments: ["0", "000", "0g", "0x00", " 00", "00 ", "é0", "0\u{0}"])
    func `hexadecimal refuses what isn't pairs of digits`(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }

    /// RFC 4648, section 10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64url writes RFC 4648's examples`(text: String, expected: String) {
        #expect(Base64URL.encode(Array(text.utf8)) == expected)
        #expect(Base64URL.decode(expected) == Array(text.utf8))
    }

    @Test func `base64url uses the alphabet that is safe in URLs`() {
        #expect(Base64URL.encode([0xfb, 0xff, 0xfe]) == "-__-")
    }

    @Test func `base64url round trips any bytes`() {
        for count in 0..<200 {
            let bytes = Random.bytes(count)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "\(Hexadecimal.encode(bytes))")
        }
    }

    @Test(arguments: ["Z", "Zm9vY", "Zg==", "Zm8=", "Zm+v", "Zm/v", "Zm 9v", "Zm9v\n", "Zh", "Zm9", "Zé"])
    func `base64url refuses every other spelling`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}

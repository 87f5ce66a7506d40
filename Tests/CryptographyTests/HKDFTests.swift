import Formats
import Testing

@testable import Cryptography

struct HKDFTests {
    /// RFC 5869, appendix A.1 to A.3: input keying material, salt, info, and the first 32 bytes of the output.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 22), Array(0...12), Array(0xf0...0xf9),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        ),
        (
            Array(0...79), Array(0x60...0xaf), Array(0xb0...0xff),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
        ),
        (
            [UInt8](repeating: 0x0b, count: 22), [UInt8](), [UInt8](),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        ),
    ])
    func `the keys are those of RFC 5869`(material: [UInt8], salt: [UInt8], info: [UInt8], expected: String) {
        let key = HKDF.withKey(from: material.span, salt: salt.span, info: info.span) { key in
            key.indices.map { key[$0] }
        }
        #expect(Hexadecimal.encode(key) == expected)
    }
}

/// Bytes as pairs of lower-case hexadecimal digits (RFC 4648, section 8).
package enum Hexadecimal {
    /// The digits of `bytes`, two for each.
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = [UInt8](capacity: 2 * bytes.count) { digits in
            for byte in bytes {
                digits.append(digit(byte >> 4))
                digits.append(digit(byte & 0xf))
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

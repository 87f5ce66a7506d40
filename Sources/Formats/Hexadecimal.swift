/// Bytes as pairs of lower-case hexadecimal digits (RFC 4648, section 8).
package enum Hexadecimal {
    /// The digits of `bytes`, two for each.
    package static func encode(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        append(bytes.span, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Appends the digits of `bytes`.
    package static func append(_ bytes: borrowing Span<UInt8>, to digits: inout [UInt8]) {
        digits.append(addingCapacity: 2 * bytes.count) { output in
            // Written over, not appended one by one, so that the compiler makes many digits at once.
            output.append(repeating: 0, count: 2 * bytes.count)
            var digits = output.mutableSpan
            for index in bytes.indices {
                digits[2 * index] = digit(bytes[index] >> 4)
                digits[2 * index + 1] = digit(bytes[index] & 0xf)
            }
        }
    }

    /// The sixteen digits of a number.
    package static func encode(_ number: UInt64) -> String {
        encode((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        UInt8(ascii: "0") &+ value &+ (value > 9 ? UInt8(ascii: "a") &- UInt8(ascii: "0") &- 10 : 0)
    }
}

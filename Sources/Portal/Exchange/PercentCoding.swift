/// Percent-encoding (RFC 3986 section 2.1), and the form encoding on top of it.
package enum PercentCoding {
    /// How `+` is read.
    package enum Plus: Sendable { case itself, space }

    /// The decoded text; nil when an escape is malformed or the bytes aren't UTF-8.
    package static func decode(_ text: some StringProtocol, plus: Plus) -> String? {
        decode(Array(text.utf8)[...], plus: plus)
    }

    static func decode(_ encoded: ArraySlice<UInt8>, plus: Plus) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var index = encoded.startIndex
        while index < encoded.endIndex {
            switch encoded[index] {
            case 0x25:
                guard index + 2 < encoded.endIndex, let high = nibble(encoded[index + 1]),
                    let low = nibble(encoded[index + 2])
                else { return nil }
                bytes.append(high << 4 | low)
                index += 3
            case 0x2b where plus == .space:
                bytes.append(0x20)
                index += 1
            case let byte:
                bytes.append(byte)
                index += 1
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Everything but RFC 3986's unreserved characters escaped: fits into a query value or one path segment.
    package static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

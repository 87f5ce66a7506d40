/// Percent-encoding as AWS's signatures want it: everything but RFC 3986's unreserved characters, in upper-case hex.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc3986#section-2.1>
package enum PercentEncoding {
    /// Whether a byte needs no escape: `A–Z a–z 0–9 - . _ ~`. Signing asks this for kilobytes, so each byte has a bit
    /// in a table.
    @inlinable package static func isUnreserved(_ byte: UInt8) -> Bool {
        let bits: UInt64 =
            switch byte >> 6 {
            case 0: 0x03ff_6000_0000_0000
            case 1: 0x47ff_fffe_87ff_fffe
            default: 0
            }
        return bits >> (byte & 63) & 1 == 1
    }

    /// The UTF-8 of `text`, encoded; `/` too.
    package static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        encode(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the UTF-8 of `text`, encoded.
    package static func encode(_ text: String, to bytes: inout [UInt8]) { encode(text.utf8.span, to: &bytes) }

    /// Appends the UTF-8 of a text, encoded.
    package static func encode(_ source: borrowing Span<UInt8>, to bytes: inout [UInt8]) {
        var start = 0
        while start < source.count {
            let piece = source.extracting(start..<min(start + 64, source.count))
            // A piece that needs no escape is copied at once. For a short one, to look first takes longer than to write.
            if piece.count > 48, !hasReserved(piece) {
                bytes.append(utf8: piece)
            } else {
                encode(piece: piece, to: &bytes)
            }
            start += piece.count
        }
    }

    private static func encode(piece source: borrowing Span<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: 3 * source.count) { output in
            output.append(repeating: 0, count: 3 * source.count)
            var written = output.mutableSpan
            var count = 0
            for index in source.indices {
                let byte = source[index]
                if isUnreserved(byte) {
                    written[count] = byte
                    count += 1
                } else {
                    written[count] = UInt8(ascii: "%")
                    written[count + 1] = digit(byte >> 4)
                    written[count + 2] = digit(byte & 0x0F)
                    count += 3
                }
            }
            output.removeLast(3 * source.count - count)
        }
    }

    /// Whether a byte needs an escape. It looks at every byte, which the compiler makes many at once.
    private static func hasReserved(_ bytes: borrowing Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            let isLetter: UInt8 = (byte | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
            let isDigit: UInt8 = byte &- UInt8(ascii: "0") < 10 ? 1 : 0
            let isMark: UInt8 =
                (byte == UInt8(ascii: "-") ? 1 : 0) | (byte == UInt8(ascii: ".") ? 1 : 0)
                | (byte == UInt8(ascii: "_") ? 1 : 0) | (byte == UInt8(ascii: "~") ? 1 : 0)
            found |= 1 ^ (isLetter | isDigit | isMark)
        }
        return found != 0
    }

    /// How a decoder reads `+`.
    package enum Plus: Sendable {
        /// As a plus: in paths, and in what IAM encodes.
        case itself
        /// As a space: in forms and queries (`application/x-www-form-urlencoded`).
        case space
    }

    /// The text that `text` encodes; nil when an escape is malformed or the bytes aren't UTF-8.
    package static func decode(_ text: some StringProtocol, plus: Plus = .itself) -> String? {
        decode(Array(text.utf8)[...], plus: plus)
    }

    /// The text that `encoded` encodes; nil when an escape is malformed or the bytes aren't UTF-8.
    package static func decode(_ encoded: ArraySlice<UInt8>, plus: Plus = .itself) -> String? {
        guard encoded.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(utf8: encoded.span)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var index = encoded.startIndex
        while index < encoded.endIndex {
            switch encoded[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < encoded.endIndex, let high = value(encoded[index + 1]),
                    let low = value(encoded[index + 2])
                else { return nil }
                bytes.append(high << 4 | low)
                index += 3
            case UInt8(ascii: "+") where plus == .space:
                bytes.append(UInt8(ascii: " "))
                index += 1
            case let byte:
                bytes.append(byte)
                index += 1
            }
        }
        return String(utf8: bytes.span)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

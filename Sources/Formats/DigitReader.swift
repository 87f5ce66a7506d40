/// Reads fixed-width numbers and literal bytes from the front of a text.
struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    /// The next `count` bytes as a decimal number; nil when one of them is no digit.
    mutating func number(_ count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var value = 0
        for index in position..<(position + count) {
            guard bytes[index].isASCIIDigit else { return nil }
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        }
        position += count
        return value
    }

    /// Takes `text` if it comes next; without regard to the case of ASCII letters.
    mutating func take(_ text: String) -> Bool {
        let expected = text.utf8.span
        guard bytes.count - position >= expected.count else { return false }
        for offset in expected.indices
        where bytes[position + offset].asciiLowercased != expected[offset].asciiLowercased {
            return false
        }
        position += expected.count
        return true
    }

    /// Takes as many digits as come next, at least one.
    mutating func digits() -> [UInt8]? {
        let found = bytes[position...].prefix { $0.isASCIIDigit }
        guard !found.isEmpty else { return nil }
        position = found.endIndex
        return Array(found)
    }

    /// Passes over this many bytes, none of which may be `byte`; false if there are fewer of them.
    mutating func skip(_ count: Int, without byte: Unicode.Scalar) -> Bool {
        guard bytes.count - position >= count else { return false }
        guard !bytes[position..<(position + count)].contains(UInt8(ascii: byte)) else { return false }
        position += count
        return true
    }
}

/// Reads name-value pairs out of encoded bytes, one after the other: both lengths in one or four bytes each, then the
/// name and the value (FastCGI specification, section 3.4).
struct NameValuePairs {
    /// Where the name and the value of one pair are in the bytes.
    struct Pair {
        let name: Range<Int>
        let value: Range<Int>
    }

    /// A length leads past the end of the bytes.
    struct Malformed: Error {}

    private var position = 0

    /// The next pair in `bytes`, which must be the same at each call; nil at their end.
    mutating func next(in bytes: Span<UInt8>) throws(Malformed) -> Pair? {
        guard position < bytes.count else { return nil }
        let nameLength = try length(in: bytes)
        let valueLength = try length(in: bytes)
        guard nameLength + valueLength <= bytes.count - position else { throw Malformed() }
        let valueStart = position + nameLength
        defer { position = valueStart + valueLength }
        return Pair(name: position..<valueStart, value: valueStart..<valueStart + valueLength)
    }

    /// One byte below 128, or four bytes, of which the first bit is set and isn't part of the number.
    private mutating func length(in bytes: Span<UInt8>) throws(Malformed) -> Int {
        guard position < bytes.count else { throw Malformed() }
        let first = Int(bytes[position])
        guard first & 0x80 != 0 else {
            position += 1
            return first
        }
        guard bytes.count - position >= 4 else { throw Malformed() }
        defer { position += 4 }
        return (first & 0x7f) << 24 | Int(bytes[position + 1]) << 16 | Int(bytes[position + 2]) << 8
            | Int(bytes[position + 3])
    }

    /// Encodes one pair, whose name and value have fewer than 128 bytes each.
    static func encode(name: String, value: String) -> [UInt8] {
        [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array((name + value).utf8)
    }
}

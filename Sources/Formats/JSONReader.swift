/// Reads a whole JSON text (RFC 8259) into a value, within a bound on its depth.
///
/// The caller bounds the text's size. An object keeps all members, also several of one name.
package struct JSONReader {
    private let bytes: [UInt8]
    private let maximumDepth: Int
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// The value that `bytes` writes in UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - maximumDepth: how many brackets may be open at once. DynamoDB nests 32 values, each of which is an object around
    ///     another.
    /// - Returns: the value; objects keep all members.
    /// - Throws: ``JSONError`` for a text that isn't one whole JSON value, or is too deep.
    package static func read(_ bytes: [UInt8], maximumDepth: Int = 96) throws(JSONError) -> JSONValue {
        // What stands between two ASCII characters of UTF-8 is UTF-8, so no string is checked again.
        do { _ = try UTF8Span(validating: bytes.span) } catch { throw .malformed(offset: error.byteOffsets.lowerBound) }
        var reader = JSONReader(bytes, maximumDepth: maximumDepth)
        let value = try reader.value()
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.malformed }
        return value
    }

    private var malformed: JSONError { .malformed(offset: position) }

    /// The next byte, without taking it; 0 at the end, a byte that JSON doesn't allow outside of strings.
    private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while next == 0x20 || (0x09...0x0a).contains(next) || next == 0x0d { position += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"):
            return .object(try list(until: "}") { (reader) throws(JSONError) in try reader.member() })
        case UInt8(ascii: "["): return .array(try list(until: "]") { (reader) throws(JSONError) in try reader.value() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    /// The elements between the next bracket and the one that closes it.
    private mutating func list<Element>(
        until end: Unicode.Scalar, _ element: (inout JSONReader) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        position += 1
        depth += 1
        guard depth <= maximumDepth else { throw .tooDeep }
        defer { depth -= 1 }
        if take(end) { return [] }
        var elements: [Element] = []
        elements.reserveCapacity(4)
        repeat { elements.append(try element(&self)) } while take(",")
        guard take(end) else { throw malformed }
        return elements
    }

    private mutating func member() throws(JSONError) -> JSONValue.Member {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw malformed }
        let name = try string()
        guard take(":") else { throw malformed }
        return JSONValue.Member(name, try value())
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: word.description.utf8) else { throw malformed }
        position += word.utf8CodeUnitCount
        return value
    }

    // MARK: Numbers

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let first = next
        let count = skipDigits()
        guard count == 1 || (count > 1 && first != UInt8(ascii: "0")) else { throw malformed }
        if next == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw malformed }
        }
        if next | 0x20 == UInt8(ascii: "e") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw malformed }
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        // An `Int` would lose the sign of -0.
        return digits == "-0" ? .decimal(digits) : Int(digits).map { .integer($0) } ?? .decimal(digits)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while next.isASCIIDigit { position += 1 }
        return position - start
    }

    // MARK: Strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        position = endOfPlain
        // Most strings have no escape, and are copied at once.
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var content = bytes[start..<position]
        while next == UInt8(ascii: "\\") {
            content += UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter
            let start = position
            position = endOfPlain
            content += bytes[start..<position]
        }
        guard next == UInt8(ascii: "\"") else { throw malformed }
        position += 1
        return String(decoding: content, as: UTF8.self)
    }

    /// Where what stands for itself in a string ends.
    private var endOfPlain: Int {
        let text = bytes.span
        var end = position
        while end < text.count, text[end] >= 0x20, text[end] != UInt8(ascii: "\""), text[end] != UInt8(ascii: "\\") {
            end += 1
        }
        return end
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        position += 1
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(next)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            // The first half of a UTF-16 surrogate pair, for a character above U+FFFF.
            guard UTF16.isLeadSurrogate(unit), bytes[(position + 1)...].starts(with: "\\u".utf8) else {
                throw malformed
            }
            position += 2
            let trail = try codeUnit()
            let scalar = 0x1_0000 + (UInt32(unit & 0x3ff) << 10 | UInt32(trail & 0x3ff))
            guard UTF16.isTrailSurrogate(trail), let scalar = Unicode.Scalar(scalar) else { throw malformed }
            return scalar
        default: throw malformed
        }
    }

    /// The four digits behind `u`; stops at the last of them.
    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            position += 1
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else { throw malformed }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}

/// Reads a JSON text (RFC 8259), within a bound on its depth: as a whole into a value, or piece by piece, where a ``JSONValue`` would
/// be made only to be taken apart.
///
/// The caller bounds the text's size. An object has all its members, also several of one name.
package struct JSONReader {
    private let bytes: [UInt8]
    private let maximumDepth: Int
    private var position = 0
    private var depth = 0

    /// Begins to read a text, which is in UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - maximumDepth: how many brackets may be open at once. DynamoDB nests 32 values, each of which is an object around
    ///     another.
    /// - Throws: ``JSONError`` for a text that isn't UTF-8.
    package init(_ bytes: [UInt8], maximumDepth: Int = 96) throws(JSONError) {
        // What stands between two ASCII characters of UTF-8 is UTF-8, so no string is checked again.
        do { _ = try UTF8Span(validating: bytes.span) } catch { throw .malformed(offset: error.byteOffsets.lowerBound) }
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    /// The value that `bytes` writes in UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - maximumDepth: how many brackets may be open at once.
    /// - Returns: the value; objects keep all members.
    /// - Throws: ``JSONError`` for a text that isn't one whole JSON value, or is too deep.
    package static func read(_ bytes: [UInt8], maximumDepth: Int = 96) throws(JSONError) -> JSONValue {
        var reader = try JSONReader(bytes, maximumDepth: maximumDepth)
        let value = try reader.value()
        try reader.end()
        return value
    }

    /// The error that says where the reader is.
    package var malformed: JSONError { .malformed(offset: position) }

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

    /// The next value.
    package mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"):
            var members: [JSONValue.Member] = []
            members.reserveCapacity(4)
            try object { (name, reader) throws(JSONError) in members.append(.init(name, try reader.value())) }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            elements.reserveCapacity(4)
            try array { (reader) throws(JSONError) in elements.append(try reader.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    /// Reads an object: `member` is called with the name of each member, and reads its value.
    package mutating func object(
        _ member: (_ name: String, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try enclosed("{", "}") { (reader) throws(JSONError) in
            let name = try reader.text()
            guard reader.take(":") else { throw reader.malformed }
            try member(name, &reader)
        }
    }

    /// Reads an array: `element` reads each element.
    package mutating func array(_ element: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        try enclosed("[", "]", element)
    }

    /// Takes the next value if it is null.
    package mutating func takeNull() throws(JSONError) -> Bool {
        skipSpace()
        return next == UInt8(ascii: "n") ? try value() == .null : false
    }

    /// Throws unless the whole text was read.
    package mutating func end() throws(JSONError) {
        skipSpace()
        guard position == bytes.count else { throw malformed }
    }

    /// Reads what stands between two brackets, with commas in between.
    private mutating func enclosed(
        _ start: Unicode.Scalar, _ end: Unicode.Scalar, _ element: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard take(start) else { throw malformed }
        depth += 1
        guard depth <= maximumDepth else { throw .tooDeep }
        defer { depth -= 1 }
        if take(end) { return }
        repeat { try element(&self) } while take(",")
        guard take(end) else { throw malformed }
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

    /// The next value, which must be a string.
    package mutating func text() throws(JSONError) -> String {
        guard take("\"") else { throw malformed }
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
        // Long strings are looked through in pieces, each many bytes at once.
        while end + 32 <= text.count, Self.isPlain(text.extracting(end..<end + 32)) { end += 32 }
        while end < text.count, Self.ends(text[end]) == 0 { end += 1 }
        return end
    }

    private static func isPlain(_ bytes: borrowing Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in bytes.indices { found |= ends(bytes[index]) }
        return found == 0
    }

    /// 1 if a byte doesn't stand for itself in a string, and 0 if it does.
    private static func ends(_ byte: UInt8) -> UInt8 {
        (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
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

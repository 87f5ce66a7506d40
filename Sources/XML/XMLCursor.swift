/// A place in an XML text that is UTF-8, and what can be read from there on.
///
/// Source: <https://www.w3.org/TR/xml/>
struct XMLCursor {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var malformed: XMLError { .malformed(offset: position) }

    var isAtEnd: Bool { position == bytes.count }

    /// The next byte, without taking it; 0 at the end, a byte that XML doesn't allow.
    var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    /// Takes `byte` if it comes next.
    mutating func take(byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    /// Takes `text` if it comes next.
    mutating func take(_ text: String) -> Bool {
        guard startsWith(text.utf8.span) else { return false }
        position += text.utf8.count
        return true
    }

    private func startsWith(_ text: borrowing Span<UInt8>) -> Bool {
        let source = bytes.span
        guard source.count - position >= text.count else { return false }
        for offset in text.indices where source[position + offset] != text[offset] { return false }
        return true
    }

    /// Takes what stands at `range` if it comes next, and no longer name.
    mutating func takeAgain(_ range: Range<Int>) -> Bool {
        guard bytes.count - position >= range.count else { return false }
        for offset in 0..<range.count where bytes[position + offset] != bytes[range.lowerBound + offset] {
            return false
        }
        position += range.count
        return !next.isNameByte
    }

    mutating func skipSpace() {
        while next.isSpace { position += 1 }
    }

    // MARK: Names and attributes

    mutating func readName() throws(XMLError) -> Range<Int> {
        let start = position
        guard next.isNameStart else { throw malformed }
        while next.isNameByte { position += 1 }
        return start..<position
    }

    /// What stands behind the last colon of a name.
    func localPart(of name: Range<Int>) -> Range<Int> {
        var start = name.upperBound
        while start > name.lowerBound, bytes[start - 1] != UInt8(ascii: ":") { start -= 1 }
        return start..<name.upperBound
    }

    /// Passes over the attributes of a start tag and the white space behind them.
    mutating func skipAttributes() throws(XMLError) {
        while next.isSpace {
            skipSpace()
            guard next.isNameStart else { return }
            _ = try readName()
            skipSpace()
            guard take(byte: "=") else { throw malformed }
            skipSpace()
            try skipQuoted()
        }
    }

    private mutating func skipQuoted() throws(XMLError) {
        let quote = next
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw malformed }
        position += 1
        while next != quote {
            if next == UInt8(ascii: "&") {
                _ = try readReference()
            } else {
                guard next != UInt8(ascii: "<") else { throw malformed }
                try skipCharacter()
            }
        }
        position += 1
    }

    // MARK: Comments and instructions

    /// Passes over a comment, whose `<!--` was taken.
    mutating func skipComment() throws(XMLError) {
        while !take("--") { try skipCharacter() }
        guard take(byte: ">") else { throw malformed }
    }

    /// Passes over a processing instruction or the declaration, whose `<` was taken.
    mutating func skipInstruction() throws(XMLError) {
        let start = position - 1
        position += 1
        let name = try readName()
        // The declaration stands at the beginning, and has the one name that no instruction may have.
        let isReserved = name.count == 3 && bytes[name].elementsEqual("xml".utf8, by: { $0 | 0x20 == $1 })
        let isAtStart = start == 0 || (start == 3 && bytes[0] == 0xef)
        guard !isReserved || (isAtStart && bytes[name].elementsEqual("xml".utf8)) else { throw malformed }
        guard next.isSpace || next == UInt8(ascii: "?") else { throw malformed }
        while !take("?>") { try skipCharacter() }
    }

    // MARK: Text

    /// Takes text up to the next `<` or the end, and appends it.
    mutating func readText(into text: inout [UInt8]) throws(XMLError) {
        while !isAtEnd {
            try readPlain(into: &text)
            switch next {
            case UInt8(ascii: "<"): return
            case UInt8(ascii: "&"): text += UTF8.encode(try readReference()) ?? UTF8.encodedReplacementCharacter
            case UInt8(ascii: "]"):
                guard !take("]]>") else { throw malformed }
                try readCharacter(into: &text)
            case 0 where isAtEnd: return
            default: try readCharacter(into: &text)
            }
        }
    }

    /// Takes what a CDATA section holds, whose `<![CDATA[` was taken, and appends it.
    mutating func readCDATA(into text: inout [UInt8]) throws(XMLError) {
        while !take("]]>") { try readCharacter(into: &text) }
    }

    /// Takes what stands for itself whatever follows it, and appends it. This is nearly all text.
    private mutating func readPlain(into text: inout [UInt8]) throws(XMLError) {
        let end = endOfPlain
        text += bytes[position..<end]
        position = end
    }

    private var endOfPlain: Int {
        let source = bytes.span
        var end = position
        while end < source.count, source[end].isPlain { end += 1 }
        return end
    }

    /// Takes one character, or one byte of several, and appends it; as a line feed if it is a line end of any kind (section 2.11).
    private mutating func readCharacter(into text: inout [UInt8]) throws(XMLError) {
        let byte = next
        try skipCharacter()
        guard byte == UInt8(ascii: "\r") else { return text.append(byte) }
        if next != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
    }

    /// Passes over one character, or one byte of several, that XML allows.
    private mutating func skipCharacter() throws(XMLError) {
        let isAllowed = next >= 0x20 || next.isSpace
        guard isAllowed, next != 0xef || !(take("\u{fffe}") || take("\u{ffff}")) else { throw malformed }
        position += 1
    }

    /// Takes a reference to a character or to one of the five entities of XML.
    private mutating func readReference() throws(XMLError) -> Unicode.Scalar {
        position += 1
        if take("#x") { return try readNumber(radix: 16) }
        if take(byte: "#") { return try readNumber(radix: 10) }
        if take("amp;") { return "&" }
        if take("lt;") { return "<" }
        if take("gt;") { return ">" }
        if take("quot;") { return "\"" }
        if take("apos;") { return "'" }
        throw malformed
    }

    private mutating func readNumber(radix: UInt32) throws(XMLError) -> Unicode.Scalar {
        var number: UInt32 = 0
        repeat {
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue, digit < radix else { throw malformed }
            number = number * radix + UInt32(digit)
            guard number <= 0x10_ffff else { throw malformed }
            position += 1
        } while !take(byte: ";")
        guard let scalar = Unicode.Scalar(number), number >= 0x20 || UInt8(number).isSpace,
            number != 0xfffe, number != 0xffff
        else { throw malformed }
        return scalar
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || self == 0x0a || self == 0x09 || self == 0x0d }

    /// Whether a name can begin with it. All bytes that aren't ASCII count, some of which XML doesn't allow.
    fileprivate var isNameStart: Bool {
        (self | 0x20) &- UInt8(ascii: "a") < 26 || self >= 0x80 || self == UInt8(ascii: "_")
            || self == UInt8(ascii: ":")
    }

    fileprivate var isNameByte: Bool {
        isNameStart || self &- UInt8(ascii: "0") < 10 || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }

    /// Whether it stands for itself in text, whatever follows it.
    fileprivate var isPlain: Bool {
        switch self {
        case 0x20...0x7f, 0x0a, 0x09:
            self != UInt8(ascii: "<") && self != UInt8(ascii: "&") && self != UInt8(ascii: "]")
        // U+FFFE and U+FFFF begin with 0xef.
        default: self >= 0x80 && self != 0xef
        }
    }
}
